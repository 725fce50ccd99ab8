import { config } from 'zod';

// Schemas are made as soon as the model is loaded, and must not try to compile themselves: the page's policy forbids it.
config({ jitless: true });
