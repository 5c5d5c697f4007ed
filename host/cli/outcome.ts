import type { SessionDocument } from '../records/session-document.ts';
import { say } from './console.ts';

/** The session in a few lines, for somebody at a terminal. */
export function sayOutcome({ session, simulated, reps, stimulation, frames, published }: SessionDocument): void {
  say(
    `session ${session.id}: ${session.exercise}, ${session.duration_s.toFixed(1)} s${simulated ? ' (simulated)' : ''}`,
  );
  for (const rep of reps) {
    const { out, hold, back } = rep.tempo_s;
    const tempo = [out, hold, back].map((seconds) => seconds.toFixed(1)).join(' / ');
    say(
      `  rep ${String(rep.index).padStart(2)}  at ${rep.start_s.toFixed(1).padStart(6)} s  range ${rep.rom_deg.toFixed(1)} deg  out/hold/back ${tempo} s`,
    );
  }
  say(
    `${reps.length} repetitions; frames ${frames.received} received, ${frames.recovered} recovered, ${frames.lost} lost`,
  );
  if (stimulation.pulses > 0) {
    const { pulses, total_charge_uc, peak_current_ua, stop_reason } = stimulation;
    say(
      `stimulation: ${pulses} pulses, ${total_charge_uc.toFixed(0)} uC, peak ${peak_current_ua / 1000} mA, ended by ${stop_reason}`,
    );
  }
  say(`published ${published.messages} messages, ${published.pending} wait for the broker`);
}
