import { useMemo } from 'preact/hooks';
import { openFeed } from './feed/feed-connection.ts';
import { useFeed } from './feed/use-feed.ts';
import { fetchStatus } from './gateway.ts';
import { ChooserPage } from './pages/chooser.tsx';
import { ClinicianPage } from './pages/clinician.tsx';
import { EngineerPage } from './pages/engineer.tsx';
import { ExercisePage } from './pages/exercise.tsx';
import { LibraryPage } from './pages/library.tsx';
import { PatientPage } from './pages/patient.tsx';
import { PersonPage } from './pages/person.tsx';
import { SessionPage } from './pages/session.tsx';
import { Shell } from './parts/shell.tsx';
import { useLoaded } from './use-loaded.ts';

const EXERCISE_PATH = /^\/exercises\/([a-z-]+)$/;
const PERSON_PATH = /^\/clinician\/people\/([\w-]+)$/;
const SESSION_PATH = /^\/clinician\/sessions\/([\w-]+)$/;

/** Each page is its own document: the address decides, links load anew, and the browser's back button just works. */
export function App({ path }: { readonly path: string }) {
  const feed = useMemo(() => openFeed(), []);
  const { memory, connection } = useFeed(feed);
  // Asked again after a lost connection: another gateway may have come up in the meantime.
  const status = useLoaded(fetchStatus, connection === 'live' ? 'live' : 'not-live');
  const view = { feed, memory, connection };
  const known = status.state === 'ready' ? status.value : undefined;
  const sessionId = SESSION_PATH.exec(path)?.[1];
  const person = PERSON_PATH.exec(path)?.[1];
  const exerciseId = EXERCISE_PATH.exec(path)?.[1];
  const page = () => {
    if (path === '/') return <ChooserPage />;
    if (path === '/patient') return <PatientPage {...view} />;
    if (path === '/clinician') return <ClinicianPage {...view} />;
    if (person !== undefined) return <PersonPage {...view} person={person} />;
    if (path === '/engineer') return <EngineerPage {...view} status={known} />;
    if (path === '/exercises') return <LibraryPage />;
    if (exerciseId !== undefined) return <ExercisePage id={exerciseId} />;
    return sessionId === undefined ? <h1>There is no such page</h1> : <SessionPage id={sessionId} />;
  };
  return (
    <Shell path={path} simulated={known?.simulated ?? false} connection={connection}>
      {page()}
    </Shell>
  );
}
