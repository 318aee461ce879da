#!/usr/bin/env node
import 'reflect-metadata';
import { serve } from '#runtime';
import { CONSOLE } from './console.program.js';

await serve(CONSOLE);
