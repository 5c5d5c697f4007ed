import { render } from 'preact';
import { App } from './app.tsx';
import 'uplot/dist/uPlot.min.css';
import './limber.css';

const root = document.getElementById('app');
if (root !== null) render(<App path={location.pathname} />, root);
