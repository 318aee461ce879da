#!/usr/bin/env node
import 'reflect-metadata';
import { serve } from '#runtime';
import { TRANSFORM } from './transform.program.js';

await serve(TRANSFORM);
