/** One thing that may speak against stimulation, as a person is asked about it; "yes" means that it applies. */
export interface ScreeningQuestion {
  readonly id: string;
  readonly question: string;
  /** absolute: nobody can let it pass. overridable: a clinician can, with a reason. today: no reason can, but it passes. */
  readonly kind: 'absolute' | 'overridable' | 'today';
  /** Only where the pads are at one of these places (beginning of the site's id); absent: anywhere. */
  readonly sites?: readonly string[];
  readonly source: string;
}

const FDA = 'FDA 1999 guidance for powered muscle stimulators, labelling';
const AS = 'AS 60601.2.10:2018, instructions for use';
const ENSO = 'exclusions of trial NCT05821530';
const MANUALS = 'manuals of NeuroRehab, Chattanooga and Lumiscope devices';

/**
 * Head, front of the neck, chest and eyes are not asked about: no prescription can name such a site (site.ts). Children are left
 * to the prescriber.
 */
export const SCREENING_QUESTIONS: readonly ScreeningQuestion[] = [
  {
    id: 'implanted-device',
    question: 'Do you have a pacemaker, defibrillator, nerve stimulator, pump or any other electronic implant?',
    kind: 'absolute',
    source: `${FDA}; ${ENSO}`,
  },
  {
    id: 'cancer',
    question: 'Do you have cancer, is it suspected, or were you treated for it in the last five years?',
    kind: 'absolute',
    source: `${MANUALS}; ${ENSO}`,
  },
  {
    id: 'clots-or-veins',
    question: 'Do you have a blood clot, an inflamed vein or varicose veins where the pads go?',
    kind: 'absolute',
    source: FDA,
  },
  {
    id: 'unexplained-pain',
    question: 'Is the cause of your pain still unknown: has no clinician looked at it?',
    kind: 'absolute',
    source: `${FDA}; ${MANUALS}`,
  },
  {
    id: 'pregnancy',
    question: 'Are you pregnant, or could you be?',
    kind: 'overridable',
    sites: ['lower-back', 'hip'],
    source: `${FDA}; ${AS}`,
  },
  { id: 'epilepsy', question: 'Do you have epilepsy?', kind: 'overridable', source: FDA },
  {
    id: 'heart',
    question: 'Do you have heart disease or an irregular heartbeat?',
    kind: 'overridable',
    source: FDA,
  },
  {
    id: 'numb-skin',
    question: 'Is the skin where the pads go numb, or do you feel less there?',
    kind: 'overridable',
    source: FDA,
  },
  {
    id: 'bleeding',
    question: 'Do you bleed easily, or were you injured there in the last days?',
    kind: 'overridable',
    source: FDA,
  },
  {
    id: 'recent-surgery',
    question: 'Were you operated on there in the last three months?',
    kind: 'overridable',
    source: FDA,
  },
  {
    id: 'needs-help',
    question: 'Would you need help to feel, or to say, that something is wrong?',
    kind: 'overridable',
    source: MANUALS,
  },
  { id: 'gel-allergy', question: 'Are you allergic to gel or plaster?', kind: 'overridable', source: MANUALS },
  {
    id: 'broken-skin',
    question: 'Is the skin under the pads sore, broken, infected or inflamed today?',
    kind: 'today',
    source: FDA,
  },
  {
    id: 'wrong-moment',
    question: 'Are you about to drive, bathe or run a machine, or is diathermy or an ECG in use near you?',
    kind: 'today',
    source: `${AS}; ${FDA}`,
  },
];
