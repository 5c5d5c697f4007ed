import { survives } from './survives.ts';

survives('F19');
