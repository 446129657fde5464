"""Documents that are archives of XML: what reading a damaged or hostile one raises."""

import zipfile
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

BROKEN = (
    zipfile.BadZipFile,
    OSError,
    EOFError,
    ParseError,
    DefusedXmlException,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
