import { ArrowIcon, BookIcon, ChartIcon, ChipIcon, PersonIcon } from '../parts/icons.tsx';

const CHOICES = [
  {
    path: '/patient',
    name: 'Patient',
    text: 'Exercise with live feedback, and keep stimulation in hand.',
    PageIcon: PersonIcon,
  },
  {
    path: '/clinician',
    name: 'Clinician',
    text: 'Review sessions: repetitions, range of motion and dose.',
    PageIcon: ChartIcon,
  },
  {
    path: '/exercises',
    name: 'Exercises',
    text: 'Pictures of every exercise: where the bands sit, how it is done.',
    PageIcon: BookIcon,
  },
  { path: '/engineer', name: 'Engineer', text: 'Watch devices, links, frames and the relay.', PageIcon: ChipIcon },
] as const;

export function ChooserPage() {
  return (
    <div class="chooser">
      <h1>Choose your page</h1>
      <p class="lead">Limber guides exercises with wearable sensors and shows what happened.</p>
      <ul>
        {CHOICES.map(({ path, name, text, PageIcon }) => (
          <li key={path}>
            <a class="card choice" href={path}>
              <span class="choice-icon">
                <PageIcon />
              </span>
              <span>
                <strong>{name}</strong>
                {text}
              </span>
              <ArrowIcon />
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
