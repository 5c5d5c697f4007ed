import { survives } from './survives.ts';

survives('F15');
