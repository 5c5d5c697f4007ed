import { Option } from 'commander';
import { RESULT_CORES } from '../reanalysis/reanalysed-archive.ts';

export const coreOption = (): Option =>
  new Option('--core <which>', 'repetitions as recorded, or as the latest motion core that has seen them (reanalyse)')
    .choices([...RESULT_CORES])
    .default('recorded');
