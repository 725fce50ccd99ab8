/** The part of jsrsasign 11 that is used here; the published types describe version 10. */
declare module 'jsrsasign' {
  export interface NameAttribute {
    type: string;
    value: string;
    ds: string;
  }
  interface RequestContent {
    subject: { array: NameAttribute[][] };
    sbjpubkey: string;
    sigalg: string;
    extreq: object[];
  }
  interface X509 {
    readonly hex: string;
    readCertPEM(pem: string): void;
    getSubject(): { array: NameAttribute[][] };
    getSerialNumberHex(): string;
    getExtAuthorityKeyIdentifier(): { kid: { hex: string } };
    getExtSubjectAltName(): { array: Record<string, string>[] } | undefined;
    getExtExtKeyUsage(): { array: string[] } | undefined;
    getExtInfo(oid: string): { vidx: number } | undefined;
  }
  const jsrsasign: {
    X509: new () => X509;
    ASN1HEX: { getV(hex: string, index: number): string; getVidx(hex: string, index: number): number };
    KJUR: {
      asn1: {
        csr: {
          CertificationRequestInfo: new (content: RequestContent) => { tohex(): string };
          CertificationRequest: new (content: RequestContent & { sighex: string }) => { getPEM(): string };
        };
      };
    };
  };
  export default jsrsasign;
}
