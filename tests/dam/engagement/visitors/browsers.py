"""User agents of people, built by table from the shapes that makers document: browsers, apps, mail, televisions, screens."""

from collections.abc import Iterator
from itertools import product

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
DESKTOPS = (
    "Windows NT 10.0; Win64; x64",
    "Windows NT 10.0; WOW64",
    "Windows NT 6.1; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "Macintosh; Intel Mac OS X 10_13_6",
    "X11; Linux x86_64",
    "X11; CrOS x86_64 14541.0.0",
)
CHROMES = (
    "79.0.3945.130",
    "92.0.4515.159",
    "104.0.5112.102",
    *(f"{major}.0.0.0" for major in range(108, 143, 3)),
)
ON_CHROME = (
    "",
    " Edg/{v}",
    " OPR/{m}.0.0.0",
    " Vivaldi/6.8.3381.46",
    " YaBrowser/24.7.0.0",
    " Whale/3.27.254.15",
    " Avast/{v}",
    " Norton/{v}",
    " CCleaner/{v}",
    " Ddg/17.4",
    " coc_coc_browser/{m}.0.0",
    " QQBrowser/13.5.6267.400",
    " 360SE",
)
"""What stands behind `Safari/537.36` in the browsers that are built on Chrome."""

FIREFOX_SYSTEMS = (
    "Windows NT 10.0; Win64; x64",
    "Windows NT 6.1; WOW64",
    "Macintosh; Intel Mac OS X 10.15",
    "X11; Linux x86_64",
    "X11; Ubuntu; Linux x86_64",
    "X11; Fedora; Linux x86_64",
    "Android 14; Mobile",
    "Android 11; Tablet",
)
FIREFOXES = (52, 60, 68, 78, 91, *range(102, 146, 4), 145)

DEVICES = """
K|SM-S921B|SM-G991B|SM-A515F|SM-T870|SM-F946B|Pixel 8|Pixel 10 Pro XL|Pixel 6a|moto g power (2022)|motorola edge 40|XT2125-4
Redmi Note 8 Pro|2201117TY|M2101K6G|POCO F3|Mi 9T Pro|CPH2205|CPH2557|RMX3085|V2111|LM-Q730|LG-H870|Nokia G20|Nokia 8.3 5G
TECNO KG5|Infinix X6816|itel A665L|ELE-L29|ANE-LX1|STK-LX1|JSN-L21|NOH-NX9|Lenovo TB-X606F|Lenovo YT-J706F|FP4|FP5|AGM G2
CUBOT X50|CUBOT_NOTE_20|CUBOT KINGKONG|DOOGEE S96Pro|BV9900|WIKO T10|U FEEL|Gigaset GS290|CAT S62|HTC Desire 22 pro|Nothing A063
ONEPLUS A6013|LE2113|IN2023|XQ-CT54|SO-53B|F-51B|KYG01|ASUS_I006D|ZTE Blade V30|T-REVVL V 5G|Armor 11 5G|TC52|TC26|EDA51|CT60
M3 Mobile SL20|Memor 11|KFTRWI|KFONWI|AFTMM|AFTKA|AFTSSS|BRAVIA 4K VH2|BRAVIA VU3|MIBOX4|MiTV-MSSP1|SHIELD Android TV|Chromecast
Philips UHD Android TV|Hisense Vidaa|TPM191E|SmartTV 4K|Quest 2|Robin
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
"""Android models, many of whose names look like words of machines."""

ON_ANDROID = (
    "Mozilla/5.0 (Linux; Android {a}; {d}) " + WEBKIT + " Chrome/{v} Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android {a}; {d}) " + WEBKIT + " Chrome/{v} Safari/537.36",
    "Mozilla/5.0 (Linux; Android {a}; {d}) " + WEBKIT + " SamsungBrowser/26.0 Chrome/{v} Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android {a}; {d}) " + WEBKIT + " Chrome/{v} Mobile Safari/537.36 EdgA/{v}",
    "Mozilla/5.0 (Linux; Android {a}; {d}) " + WEBKIT + " Chrome/{v} Mobile Safari/537.36 OPR/76.2.4027.73374",
    "Mozilla/5.0 (Linux; U; Android {a}; fr-fr; {d} Build/RP1A) " + WEBKIT
    + " Version/4.0 Chrome/{v} Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.9.1",
    "Mozilla/5.0 (Linux; Android {a}; {d} Build/UP1A.231005.007; wv) " + WEBKIT
    + " Version/4.0 Chrome/{v} Mobile Safari/537.36",
)  # fmt: skip
IN_ANDROID_APPS = (
    "[FB_IAB/FB4A;FBAV/480.0.0.0.0;]",
    "[FB_IAB/Orca-Android;FBAV/450.0.0.31.109;]",
    "Instagram 350.1.0.46.93 Android (34/14; 450dpi; 1080x2125; samsung; SM-S911B; dm1q; qcom; fr_FR; 636482331)",
    "[Pinterest/Android]",
    "musical_ly_2023501030 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly BytedanceWebview/d8a21c6",
    "Snapchat/12.90.0.46",
    "[LinkedInApp]/4.1.1002",
    "Line/14.12.0/IAB",
    "KAKAOTALK 2410840",
    "MicroMessenger/8.0.50.2701(0x28003250) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN",
    "TwitterAndroid",
    "Viber/21.5.0.3",
    "GSA/15.30.29.28.arm64",
    "DuckDuckGo/5",
    "Flipboard/4.3.30",
    "Reddit/Version 2024.40.0/Build 1782/Android 14",
)

IOS = ("12_5_7", "14_8", "15_8_3", "16_7_10", "17_6_1", "18_1", "18_6")
IOS_BROWSERS = (
    "Version/{m}.0 Mobile/15E148 Safari/604.1",
    "CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
    "FxiOS/132.0 Mobile/15E148 Safari/605.1.15",
    "EdgiOS/131.0.2903.68 Version/{m}.0 Mobile/15E148 Safari/604.1",
    "OPT/5.1.1",
    "OPiOS/16.0.15.124050 Mobile/15E148 Safari/9537.53",
    "Version/{m}.0 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15",
    "Version/{m}.0 Mobile/15E148 Safari/604.1 Ddg/{m}.0",
    "GSA/345.0.700293440 Mobile/15E148 Safari/604.1",
    "Mobile/15E148",
    "Mobile/15E148 [FBAN/FBIOS;FBAV/487.0.0.48.107;FBBV/660000000;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBLC/fr_FR]",
    "Mobile/15E148 Instagram 356.1.0.30.84 (iPhone14,5; iOS {m}_0; fr_FR; fr; scale=3.00; 1170x2532; 658190233)",
    "Mobile/15E148 [Pinterest/iOS]",
    "Mobile/15E148 musical_ly_37.0.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/fr Region/FR BytedanceWebview/d8a",
    "Mobile/15E148 Snapchat/13.15.0.42 (like Safari/8619.2.8.10.7, panda)",
    "Mobile/15E148 [LinkedInApp]/9.30.2000",
    "Mobile/15E148 Twitter for iPhone/10.68",
    "Mobile/15E148 MicroMessenger/8.0.53(0x18003531) NetType/4G Language/fr",
    "Mobile/15E148 Safari Line/14.19.0",
    "Mobile/15E148 KAKAOTALK 24.10.6 (INAPP)",
    "YaBrowser/24.10.4.587.10 Mobile/15E148 Safari/604.1",
    "Focus/132.0 Mobile/15E148 Safari/605.1.15",
    "Version/{m}.0 Quark/6.11.5 Mobile/15E148 Safari/604.1",
    "Mobile/15E148 Ecosia ios@10.4.0.1896",
)

ODD_ONES = """
Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko
Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)
Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; SLCC2; .NET CLR 2.0.50727)
Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.17928; ms-office; MSOffice 16)
Mozilla/4.0 (compatible; ms-office; MSOffice 16)
Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)
Outlook-iOS/722.4251.prod.iphone (4.2444.0)
Outlook-Android/2.0
Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.4.3
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0.3538.102 Safari/537.36 Edge/18.19042
Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/48.0.2564.82 Safari/537.36 Edge/20.02
Mozilla/5.0 (PlayStation; PlayStation 5/9.60) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15
Mozilla/5.0 (PlayStation 4 11.52) AppleWebKit/605.1.15 (KHTML, like Gecko)
Mozilla/5.0 (PLAYSTATION 3; 4.90) AppleWebKit/531.22.8 (KHTML, like Gecko)
Mozilla/5.0 (PlayStation Vita 3.74) AppleWebKit/537.73 (KHTML, like Gecko) Silk/3.2
Mozilla/5.0 (Nintendo Switch; WebApplet) AppleWebKit/609.4 (KHTML, like Gecko) NF/6.0.2.21.3 NintendoBrowser/5.1.0.22474
Mozilla/5.0 (Nintendo 3DS; U; ; fr) Version/1.7630.EU
Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36
Mozilla/5.0 (SMART-TV; Linux; Tizen 2.4.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/2.4.0 TV Safari/538.1
Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36 WebAppManager
Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 DMOST/2.0.0 (; LGE; webOSTV; WEBOS6.3.2 03.34.95; W6_lm21a;)
Mozilla/5.0 (Linux; NetCast; U) AppleWebKit/537.31 (KHTML, like Gecko) Chrome/38.0.2125.122 Safari/537.31 SmartTV/7.0
Mozilla/5.0 (Linux; U; Android 9; fr-fr; MiTV-MSSP1 Build/PI) AppleWebKit/533.1 (KHTML, like Gecko) Version/5.0 Mobile Safari/533.1
Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/84.0.4147.125 Safari/537.36 CrKey/1.56.500000
Mozilla/5.0 (Linux armv8l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Safari/537.36 HbbTV/1.6.1 (+DRM; Philips; 55PUS8808; v1; PHILIPSTV; CE-HTML/1.0)
Opera/9.80 (Linux armv7l; HbbTV/1.2.1 (; Philips; 40HFL5010T12; ; PHILIPSTV; ) ; fr) Presto/2.12.407 Version/12.51
Roku/DVP-12.0 (12.0.0.4182-88)
AppleCoreMedia/1.0.0.22K154 (Apple TV; U; CPU OS 18_1 like Mac OS X; fr_fr)
AppleTV11,1/11.1
BrightSign/9.0.110 (XT1145) Mozilla/5.0 (Unknown; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/5.15.8 Chrome/87.0.4280.144 Safari/537.36
BrightSign/8.5.44 (XD1034)
Kodi/20.2 (X11; Linux x86_64) Ubuntu/22.04 App_Bitness/64 Version/20.2
Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) QtWebEngine/5.15.2 Chrome/83.0.4103.122 Safari/537.36
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15 Epiphany/605.1.15
Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Goanna/6.7 Firefox/102.0 PaleMoon/33.3.1
Mozilla/5.0 (X11; Linux x86_64; rv:91.0) Gecko/20100101 Firefox/91.0 SeaMonkey/2.53.18
Mozilla/5.0 (compatible; Konqueror/4.14; Linux) KHTML/4.14.26 (like Gecko)
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) konqueror/5.0.97 Safari/537.36
Mozilla/5.0 (Linux; Android 7.1.2; Quest) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/35.2.0.0.36 Chrome/126.0.6478.122 VR Safari/537.36
Mozilla/5.0 (X11; GNU/Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chromium/79.0.3945.130 Chrome/79.0.3945.130 Safari/537.36 Tesla/2023.44.30.8
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Teams/24295.605.3225.8804 Chrome/128.0.6613.186 Electron/32.2.5 Safari/537.36
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.41.98 Chrome/130.0.6723.118 Electron/33.2.0 Safari/537.36
Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) discord/1.0.9168 Chrome/128.0.6613.36 Electron/32.0.0 Safari/537.36
Mozilla/5.0 (Windows; U; Windows NT 10.0; en-US; Valve Steam GameOverlay/1736981430; ) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.183 Safari/537.36
Mozilla/5.0 (Mobile; Nokia_2780_Flip; rv:84.0) Gecko/84.0 Firefox/84.0 KAIOS/3.1
Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063
Mozilla/5.0 (BB10; Touch) AppleWebKit/537.10+ (KHTML, like Gecko) Version/10.3.3.2205 Mobile Safari/537.10+
BlackBerry9700/5.0.0.862 Profile/MIDP-2.1 Configuration/CLDC-1.1 VendorID/331
Nokia5130c-2/2.0 (07.97) Profile/MIDP-2.1 Configuration/CLDC-1.1
Opera/9.80 (Android; Opera Mini/36.2/191.256; U; fr) Presto/2.12.423 Version/12.16
Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18
UCWEB/2.0 (MIDP-2.0; U; Adr 9; fr; SM-A105F) U2/1.0.0 UCBrowser/12.13.2.1005 U2/1.0.0 Mobile
Mozilla/5.0 (Linux; U; Android 13; fr-FR; SM-A525F Build/TP1A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.7.8.1317 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 9; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/118.3.5 like Chrome/118.0.5993.155 Safari/537.36
Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00; HMSCore 6.14.0.302) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36
Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile
Mozilla/5.0 (Linux; Android 13; CPH2247) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/115.0.5790.168 Mobile Safari/537.36 HeyTapBrowser/45.10.6.1
Mozilla/5.0 (Linux; Android 14; V2227) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.6312.118 Mobile Safari/537.36 VivoBrowser/13.0.2.0
Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Puffin/10.2.0.51591AP Chrome/122.0.0.0 Mobile Safari/537.36
Dalvik/2.1.0 (Linux; U; Android 13; SM-A536B Build/TP1A.220624.014)
okhttp/4.12.0
com.example.brand/3.2 (Linux; Android 14) okhttp/5.0.0
BrandApp/3.2 CFNetwork/1568.200.51 Darwin/24.1.0
BrandApp/1.0 (Linux;Android 13) ExoPlayerLib/2.18.1
VLC/3.0.20 LibVLC/3.0.20
iTunes/12.13.4 (Windows; Microsoft Windows 10 x64) AppleWebKit/7618.3011.2010
Mozilla/5.0 (Linux; Android 14; SM-S928B Build/UP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.6723.102 Mobile Safari/537.36 BrandApp/7.4
Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 BrandApp/7.4
""".strip().splitlines()


def people() -> Iterator[str]:
    """Yield more than 2,000 user agents of people, each once."""
    for system, version, more in product(DESKTOPS, CHROMES, ON_CHROME):
        said = more.format(v=version, m=version.partition(".")[0])
        yield f"Mozilla/5.0 ({system}) {WEBKIT} Chrome/{version} Safari/537.36{said}"
    for system, version in product(FIREFOX_SYSTEMS, FIREFOXES):
        gecko = f"{version}.0" if "Android" in system else "20100101"
        yield f"Mozilla/5.0 ({system}; rv:{version}.0) Gecko/{gecko} Firefox/{version}.0"
    for place, (device, shape) in enumerate(product(DEVICES, ON_ANDROID)):
        yield shape.format(a=6 + place % 11, d=device, v=CHROMES[place % len(CHROMES)])
    for device, app in product(DEVICES[::7], IN_ANDROID_APPS):
        yield f"{ON_ANDROID[-1].format(a=14, d=device, v='130.0.6723.102')} {app}"
    for system, browser in product(IOS, IOS_BROWSERS):
        for machine in ("iPhone; CPU iPhone OS", "iPad; CPU OS"):
            said = browser.format(m=system.partition("_")[0])
            yield f"Mozilla/5.0 ({machine} {system} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) {said}"
    for version in ("13.1.2", "14.1.2", "15.6.1", "16.6", "17.6", "18.1", "26.0"):
        for system in ("10_13_6", "10_14_6", "10_15_7"):
            yield (
                f"Mozilla/5.0 (Macintosh; Intel Mac OS X {system}) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                f"Version/{version} Safari/605.1.15"
            )
    yield from ODD_ONES
