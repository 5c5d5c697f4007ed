import type { ComponentChildren } from 'preact';
import type { Connection } from '../feed/feed-connection.ts';
import { AlertIcon, FlaskIcon, LogoIcon } from './icons.tsx';

const PAGES = [
  { path: '/patient', name: 'Patient' },
  { path: '/clinician', name: 'Clinician' },
  { path: '/engineer', name: 'Engineer' },
] as const;
/** Reached from the others; a phone's header has no room for it. */
const EXERCISES_PAGE = { path: '/exercises', name: 'Exercises' } as const;

interface ShellProps {
  readonly path: string;
  readonly simulated: boolean;
  readonly connection: Connection;
  readonly children: ComponentChildren;
}

/** What every page has: the way to the others, the simulation banner, and word of a lost connection. */
export function Shell({ path, simulated, connection, children }: ShellProps) {
  const current = [...PAGES, EXERCISES_PAGE].find((page) => path.startsWith(page.path));
  document.title = current === undefined ? 'Limber' : `${current.name} · Limber`;
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header>
        <div class="top">
          <a class="brand" href="/">
            <LogoIcon /> <span>Limber</span>
          </a>
          <nav aria-label="Pages">
            {PAGES.map((page) => (
              <a key={page.path} href={page.path} aria-current={page === current ? 'page' : undefined}>
                {page.name}
              </a>
            ))}
          </nav>
        </div>
        {simulated && (
          <p class="banner simulation">
            <FlaskIcon /> Simulation: no real patient or device
          </p>
        )}
        <div role="status">
          {connection === 'lost' && (
            <p class="banner lost">
              <AlertIcon /> No connection to the gateway. Trying again.
            </p>
          )}
        </div>
      </header>
      <main id="main" tabIndex={-1} data-connection={connection}>
        {children}
      </main>
    </>
  );
}
