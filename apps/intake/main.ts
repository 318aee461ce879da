#!/usr/bin/env node
import 'reflect-metadata';
import { serve } from '#runtime';
import { INTAKE } from './intake.program.js';

await serve(INTAKE);
