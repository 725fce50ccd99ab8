import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router } from 'express';

/** The files of Swagger UI that the page loads, from its npm package; nothing is loaded from anywhere else. */
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

const FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Fairway: the API of this gateway</title>
    <link rel="stylesheet" href="swagger-ui.css" />
    <link rel="icon" type="image/png" href="favicon-32x32.png" />
  </head>
  <body>
    <div id="explorer"></div>
    <script src="swagger-ui-bundle.js"></script>
    <script src="start.js"></script>
  </body>
</html>
`;

const START = `window.addEventListener('load', () => {
  window.SwaggerUIBundle({ url: '../openapi.json', dom_id: '#explorer', deepLinking: true, validatorUrl: null });
});
`;

/** What the page may do: run and show its own files, and ask this gateway. Swagger UI sets styles on elements as it draws. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The OpenAPI to be read and tried out, at `/api/docs/`. */
export function explorer(): Router {
  const routes = Router();
  routes.use((_request, response, next) => {
    response.set('Content-Security-Policy', POLICY);
    next();
  });
  routes.get('/', ({ originalUrl }, response) => {
    // What the page loads stands beside it.
    if (originalUrl.split('?')[0]!.endsWith('/')) response.type('html').send(PAGE);
    else response.redirect(308, '/api/docs/');
  });
  routes.get('/start.js', (_request, response) => void response.type('js').send(START));
  for (const file of FILES)
    routes.get(`/${file}`, (_request, response) => {
      response.sendFile(join(FOLDER, file), { cacheControl: false });
    });
  return routes;
}
