/** Generated from config/themes by scripts/config.mjs; never edited. */
import type { ShippedTheme } from './theme.js';

/** The themes that a verification page can have. */
export const THEMES: readonly ShippedTheme[] = [
  {
    theme: 'bconnect',
    administration: {
      en: 'bConnect · verification of customs documents',
      es: 'bConnect · verificación de documentos aduaneros',
      pt: 'bConnect · verificação de documentos aduaneiros',
    },
    crest:
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">\n  <circle cx="24" cy="24" r="22" fill="#fff" stroke="#1f5c3a" stroke-width="2"/>\n  <g fill="none" stroke="#1f5c3a" stroke-width="2"><path d="M24 11 36.4 20 31.6 34.5H16.4L11.6 20z"/></g>\n  <g fill="#1f5c3a"><circle cx="24" cy="11" r="3.5"/><circle cx="36.4" cy="20" r="3.5"/><circle cx="31.6" cy="34.5" r="3.5"/><circle cx="16.4" cy="34.5" r="3.5"/><circle cx="11.6" cy="20" r="3.5"/></g>\n</svg>\n',
    accent: '#1f5c3a',
    onAccent: '#ffffff',
  },
  {
    theme: 'fairway',
    administration: {
      en: 'Fairway · document verification',
      es: 'Fairway · verificación de documentos',
      pt: 'Fairway · verificação de documentos',
    },
    crest:
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">\n  <path d="M24 2 42 8v15c0 11-7.5 19-18 23C13.5 42 6 34 6 23V8z" fill="#fff" stroke="#0b3a5b" stroke-width="2"/>\n  <path d="M12 30c4-3 8-3 12 0s8 3 12 0M12 36c4-3 8-3 12 0s8 3 12 0" fill="none" stroke="#0b3a5b" stroke-width="2.5" stroke-linecap="round"/>\n  <path d="M24 9v15M17 24h14l-3-9h-8z" fill="none" stroke="#0b3a5b" stroke-width="2.5" stroke-linejoin="round"/>\n</svg>\n',
    accent: '#0b3a5b',
    onAccent: '#ffffff',
  },
];
