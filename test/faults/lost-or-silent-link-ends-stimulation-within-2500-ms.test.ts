import { survives } from './survives.ts';

survives('F1');
