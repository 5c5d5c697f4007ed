import type { ComponentChildren } from 'preact';

/** Decoration beside words that say the same, hence hidden from screen readers. */
function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const LogoIcon = () => (
  <Icon>
    <path d="M3.5 20 11 11.5 20.5 7" />
    <circle cx="11" cy="11.5" r="3.2" class="fill" />
  </Icon>
);

export const FlaskIcon = () => (
  <Icon>
    <path d="M9 3h6M10 3v6L4.8 18a2 2 0 0 0 1.8 3h10.8a2 2 0 0 0 1.8-3L14 9V3M7.5 15h9" />
  </Icon>
);

export const AlertIcon = () => (
  <Icon>
    <path d="M12 4 2.8 20h18.4ZM12 10v4.5M12 17.2v.3" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="m8 12.3 2.8 2.8L16 9.6" />
  </Icon>
);

export const UpIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 16.5v-9m-3.8 3.8L12 7.5l3.8 3.8" />
  </Icon>
);

export const DownIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7.5v9m-3.8-3.8 3.8 3.8 3.8-3.8" />
  </Icon>
);

export const ClockIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v5.2l3.4 2" />
  </Icon>
);

export const StopIcon = () => (
  <Icon>
    <path d="M8 2.8h8L21.2 8v8L16 21.2H8L2.8 16V8Z" />
    <rect x="8.5" y="8.5" width="7" height="7" class="fill" />
  </Icon>
);

export const RingIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
  </Icon>
);

export const HalfIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 3.5a8.5 8.5 0 0 1 0 17Z" class="fill" />
  </Icon>
);

export const PulseIcon = () => (
  <Icon>
    <path d="M2.5 13.5H7L9.5 6l5 12 2.5-7h4.5" />
  </Icon>
);

export const ArrowIcon = () => (
  <Icon>
    <path d="M5 12h13m-5.5-5.5L18 12l-5.5 5.5" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon>
    <circle cx="12" cy="7" r="3.8" />
    <path d="M4.5 21c.6-4.6 3.6-7 7.5-7s6.9 2.4 7.5 7" />
  </Icon>
);

export const ChartIcon = () => (
  <Icon>
    <path d="M4 4v16h16M8 15l3.5-5 3.5 3 4.5-7" />
  </Icon>
);

export const ChipIcon = () => (
  <Icon>
    <rect x="6.5" y="6.5" width="11" height="11" rx="2" />
    <path d="M10 6.5v-4m4 4v-4m-4 19v-4m4 4v-4m3.5-7.5h4m-4 4h4m-19-4h4m-4 4h4" />
  </Icon>
);

export const BookIcon = () => (
  <Icon>
    <path d="M12 6.5C9.5 4.6 6.5 4.2 3.5 4.5v13.6c3-.3 6 .1 8.5 2 2.5-1.9 5.5-2.3 8.5-2V4.5c-3-.3-6 .1-8.5 2Zm0 0v13.6" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);

export const MinusIcon = () => (
  <Icon>
    <path d="M5 12h14" />
  </Icon>
);

export const HandIcon = () => (
  <Icon>
    <path d="M8 13V5.5a1.5 1.5 0 0 1 3 0V12M11 11V9.5a1.5 1.5 0 0 1 3 0V12M14 11.5a1.5 1.5 0 0 1 3 0V13M17 12.5a1.5 1.5 0 0 1 3 0V16a6 6 0 0 1-6 6h-2a6 6 0 0 1-5-2.7L4.2 15a1.6 1.6 0 0 1 2.6-1.8L8 14.5" />
  </Icon>
);

export const EyeIcon = () => (
  <Icon>
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" />
    <circle cx="12" cy="12" r="3" />
  </Icon>
);
