import { survives } from './survives.ts';

survives('F44');
