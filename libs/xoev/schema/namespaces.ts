export const XSD = 'http://www.w3.org/2001/XMLSchema';

export const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
