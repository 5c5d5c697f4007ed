import { survives } from './survives.ts';

survives('F30');
