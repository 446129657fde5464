"""Amounts of money: decimal in the major unit outside, whole numbers of the minor unit inside (ISO 4217)."""

from decimal import Decimal, InvalidOperation

from dam.engagement.limits import VALUE_MINOR

_TWO_DECIMALS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_NO_DECIMAL = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"

EXPONENTS: dict[str, int] = {
    code: exponent
    for exponent, codes in ((2, _TWO_DECIMALS), (0, _NO_DECIMAL), (3, _THREE_DECIMALS), (4, _FOUR_DECIMALS))
    for code in codes.split()
}
"""Currency code → number of decimals of its minor unit, ISO 4217 list one."""


def to_minor(value: str | int | float, currency: str) -> int:
    """Return the amount in minor units; `ValueError` with one sentence when it is not an amount of this currency."""
    exponent = EXPONENTS.get(currency)
    if exponent is None:
        raise ValueError(f"`currency` must be a current ISO 4217 code such as EUR; {currency!r} came.")
    try:
        minor = Decimal(str(value)).scaleb(exponent)
    except InvalidOperation:
        raise ValueError(f"`value` must be a decimal number such as 12.50; {value!r} came.") from None
    if not minor.is_finite() or abs(minor) > VALUE_MINOR:
        raise ValueError(f"`value` is out of range; {value!r} came.")
    if minor != minor.to_integral_value():
        raise ValueError(f"`value` in {currency} has at most {exponent} decimals; {value!r} came.")
    return int(minor)


def from_minor(minor: int, currency: str) -> str:
    """Write minor units as a decimal in the major unit: `1250, "EUR"` → `12.50`."""
    exponent = EXPONENTS.get(currency, 2)
    return f"{Decimal(minor).scaleb(-exponent):.{exponent}f}"
