#!/usr/bin/env node
import 'reflect-metadata';
import { serve } from '#runtime';
import { STANDALONE } from './standalone.program.js';

await serve(STANDALONE);
