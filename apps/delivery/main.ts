#!/usr/bin/env node
import 'reflect-metadata';
import { serve } from '#runtime';
import { DELIVERY } from './delivery.program.js';

await serve(DELIVERY);
