/** The languages that documents are printed in. */
export const LANGUAGES = ['en', 'es', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a member's officers read, where nothing else is asked for. */
export const languageOf = (member: string): Language =>
  member === 'BR' ? 'pt' : ['AR', 'BO', 'PY', 'UY'].includes(member) ? 'es' : 'en';

/** A text in each language. */
export type Text = Readonly<Record<Language, string>>;

const text = (en: string, es: string, pt: string): Text => ({ en, es, pt });

/** What is printed on documents besides their contents. */
export const TEXTS = {
  aeo: text(
    'Certificate of Authorised Economic Operator',
    'Certificado de Operador Económico Autorizado',
    'Certificado de Operador Econômico Autorizado',
  ),
  title: text(
    'Copy of an electronic bill of lading',
    'Copia de un conocimiento de embarque electrónico',
    'Cópia de um conhecimento de embarque eletrônico',
  ),
  copy: text('COPY, NOT NEGOTIABLE', 'COPIA, NO NEGOCIABLE', 'CÓPIA, NÃO NEGOCIÁVEL'),
  original: text('the original is electronic', 'el original es electrónico', 'o original é eletrônico'),
  paperGivesNoRight: text(
    'This paper gives no right to the goods.',
    'Este papel no da derecho alguno sobre la mercadería.',
    'Este papel não dá direito algum sobre a mercadoria.',
  ),
  scanToCheck: text('Scan to check', 'Escanear para verificar', 'Escanear para verificar'),
  whatScanningTells: text(
    'Whether this is genuine and what its status is now. Who has this code can read the document.',
    'Si es auténtico y cuál es su estado ahora. Quien tiene este código puede leer el documento.',
    'Se é autêntico e qual é a sua situação agora. Quem tem este código pode ler o documento.',
  ),
  withoutNetwork: text('Without a network', 'Sin conexión', 'Sem conexão'),
  whatStatementTells: text(
    'A statement that the issuer signed, as of',
    'Una declaración firmada por el emisor, al',
    'Uma declaração assinada pelo emissor, em',
  ),
  statusIsOnline: text(
    'This paper shows what was certified when it was made. Whether it is in force is told by the check only.',
    'Este papel muestra lo certificado cuando fue emitido. Si está vigente lo dice solo la verificación.',
    'Este papel mostra o que foi certificado quando foi emitido. Se está em vigor, só a verificação o diz.',
  ),
  attached: text(
    'The document itself is attached to this file as',
    'El documento mismo está adjunto a este archivo como',
    'O próprio documento está anexado a este arquivo como',
  ),
  wholeIn: text('whole in', 'completo en', 'completo em'),
  digest: text('Digest', 'Resumen criptográfico', 'Resumo criptográfico'),
  page: text('Page', 'Página', 'Página'),
} satisfies Record<string, Text>;

/** The names of fields. */
export const LABELS = {
  number: text('Number', 'Número', 'Número'),
  issuer: text('Issued by', 'Emitido por', 'Emitido por'),
  network: text('Network and member', 'Red y miembro', 'Rede e membro'),
  holder: text('Holder', 'Titular', 'Titular'),
  identifiers: text('Identifiers', 'Identificaciones', 'Identificações'),
  address: text('Address', 'Domicilio', 'Endereço'),
  handle: text('Name on the ledger', 'Nombre en el registro distribuido', 'Nome no registro distribuído'),
  type: text('Type', 'Tipo', 'Tipo'),
  covers: text('Covers', 'Alcance', 'Abrangência'),
  roles: text('For operators as', 'Para operadores como', 'Para operadores como'),
  grantedOn: text('Granted on', 'Otorgado el', 'Concedido em'),
  validFrom: text('Valid from', 'Válido desde', 'Válido desde'),
  validTo: text('Valid to', 'Válido hasta', 'Válido até'),
  reviewOn: text('Next review', 'Próxima revisión', 'Próxima revisão'),
  madeAt: text('Made at', 'Confeccionado el', 'Feito em'),
  timeZone: text('Dates are meant in', 'Fechas según', 'Datas segundo'),
  reference: text('Transport document', 'Documento de transporte', 'Documento de transporte'),
  carrier: text('Carrier', 'Transportista', 'Transportador'),
  shipper: text('Shipper', 'Cargador', 'Embarcador'),
  consignee: text('Consignee', 'Consignatario', 'Consignatário'),
  endorsee: text('To the order of', 'A la orden de', 'À ordem de'),
  toOrder: text('To order', 'A la orden', 'À ordem'),
  notify: text('Notify', 'Notificar a', 'Notificar'),
  vessel: text('Vessel and voyage', 'Buque y viaje', 'Navio e viagem'),
  receipt: text('Place of receipt', 'Lugar de recepción', 'Local de recebimento'),
  loading: text('Port of loading', 'Puerto de carga', 'Porto de carregamento'),
  discharge: text('Port of discharge', 'Puerto de descarga', 'Porto de descarga'),
  delivery: text('Place of delivery', 'Lugar de entrega', 'Local de entrega'),
  issueDate: text('Issued on', 'Emitido el', 'Emitido em'),
  onBoard: text('On board on', 'A bordo el', 'A bordo em'),
  goods: text('Goods', 'Mercadería', 'Mercadoria'),
  containers: text('Containers and seals', 'Contenedores y precintos', 'Contêineres e lacres'),
  packages: text('Packages and weight', 'Bultos y peso', 'Volumes e peso'),
} satisfies Record<string, Text>;
export type Label = keyof typeof LABELS;

/** Codes that stand in documents. */
export const CODES: Readonly<Record<string, Text>> = {
  yes: text('yes', 'sí', 'sim'),
  no: text('no', 'no', 'não'),
  security: text('security', 'seguridad', 'segurança'),
  compliance: text('customs compliance', 'cumplimiento aduanero', 'conformidade aduaneira'),
  manufacturer: text('manufacturer', 'fabricante', 'fabricante'),
  importer: text('importer', 'importador', 'importador'),
  exporter: text('exporter', 'exportador', 'exportador'),
  broker: text('customs broker', 'despachante de aduana', 'despachante aduaneiro'),
  carrier: text('carrier', 'transportista', 'transportador'),
  consolidator: text('consolidator', 'consolidador', 'consolidador'),
  intermediary: text('intermediary', 'intermediario', 'intermediário'),
  port: text('port', 'puerto', 'porto'),
  airport: text('airport', 'aeropuerto', 'aeroporto'),
  'terminal-operator': text('terminal operator', 'operador de terminal', 'operador de terminal'),
  warehouse: text('warehouse keeper', 'depositario', 'depositário'),
  distributor: text('distributor', 'distribuidor', 'distribuidor'),
  'freight-forwarder': text('freight forwarder', 'agente de carga', 'agente de carga'),
  'postal-operator': text('postal operator', 'operador postal', 'operador postal'),
  'express-carrier': text('express carrier', 'empresa de courier', 'empresa de remessa expressa'),
};
