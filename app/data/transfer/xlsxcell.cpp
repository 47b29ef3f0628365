// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/xlsxcell.h"

#include <QDate>
#include <QTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

// Any decimal number of so many digits survives a double.
static constexpr qsizetype exactDigits = 15;
static constexpr qsizetype largestExponent = 300;
static constexpr double msOfDay = 86'400'000;

static bool isDigits(QByteArrayView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The decimals of a number without exponent that a double holds exactly; -1 for all others.
static int exactDecimals(QByteArrayView text)
{
    if (text.startsWith('-'))
        text = text.sliced(1);
    const qsizetype point = text.indexOf('.');
    const QByteArrayView whole = point < 0 ? text : text.first(point);
    const QByteArrayView fraction = point < 0 ? QByteArrayView() : text.sliced(point + 1);
    if (!isDigits(whole) || (point >= 0 && !isDigits(fraction)))
        return -1;
    QByteArray digits = whole.toByteArray() + fraction.toByteArray();
    const auto significant = std::ranges::find_if(digits, [](char c) { return c != '0'; });
    return digits.end() - significant <= exactDigits && fraction.size() <= xlsxMostDecimals ? int(fraction.size()) : -1;
}

static XlsxCell textOf(const QByteArray &value, int style = XlsxGeneral)
{
    return {XlsxCell::Kind::Text, value, style};
}

static XlsxCell numberOf(const QByteArray &value)
{
    const int decimals = exactDecimals(value);
    if (decimals < 0 || value.startsWith("-0")) // -0.5 is fine, but -0 is not 0
        return decimals >= 0 && value.toDouble() != 0
                 ? XlsxCell{XlsxCell::Kind::Number, value, decimals > 0 ? XlsxDecimals + decimals : XlsxGeneral}
                 : textOf(value, XlsxText);
    return {XlsxCell::Kind::Number, value, decimals > 0 ? XlsxDecimals + decimals : XlsxGeneral};
}

// A double is what it is; but spreadsheets know neither NaN nor infinity, nor the smallest numbers.
static XlsxCell realOf(const QByteArray &value)
{
    bool ok = false;
    const double number = value.toDouble(&ok);
    const qsizetype e = value.indexOf('e');
    const qsizetype exponent = e < 0 ? 0 : std::abs(value.sliced(e + 1).toInt());
    if (!ok || !qIsFinite(number) || exponent > largestExponent || (number == 0 && value.startsWith('-')))
        return textOf(value, XlsxText);
    return {XlsxCell::Kind::Number, value, XlsxGeneral};
}

// Days since 30 December 1899. Spreadsheets have a 29 February 1900, so nothing before March of that year is sure.
static std::optional<qint64> serialOf(QByteArrayView text)
{
    const QDate date = QDate::fromString(QString::fromLatin1(text), u"yyyy-MM-dd"_s);
    if (text.size() != 10 || !date.isValid() || date < QDate(1900, 3, 1) || date.year() > 9999)
        return std::nullopt;
    return QDate(1899, 12, 30).daysTo(date);
}

// Milliseconds of the day for "hh:mm:ss" and up to three decimals.
static std::optional<qint64> millisecondsOf(QByteArrayView text)
{
    const QByteArrayView fraction = text.size() > 9 ? text.sliced(9) : QByteArrayView();
    if (text.size() < 8 || (text.size() > 8 && (text[8] != '.' || !isDigits(fraction) || fraction.size() > 3)))
        return std::nullopt;
    const QTime time = QTime::fromString(QString::fromLatin1(text.first(8)), u"hh:mm:ss"_s);
    if (!time.isValid())
        return std::nullopt;
    return time.msecsSinceStartOfDay() + fraction.toByteArray().leftJustified(3, '0').toInt();
}

static QByteArray serialText(double serial) { return QByteArray::number(serial, 'g', 17); }

static XlsxCell dateOf(const QByteArray &value)
{
    const auto serial = serialOf(value);
    return serial ? XlsxCell{XlsxCell::Kind::Number, QByteArray::number(*serial), XlsxDate} : textOf(value);
}

static XlsxCell timestampOf(const QByteArray &value)
{
    const qsizetype blank = value.indexOf(' ');
    const auto serial = serialOf(QByteArrayView(value).first(std::max<qsizetype>(blank, 0)));
    const auto time = blank < 0 ? std::nullopt : millisecondsOf(QByteArrayView(value).sliced(blank + 1));
    if (!serial || !time)
        return textOf(value);
    return {
        XlsxCell::Kind::Number, serialText(double(*serial) + double(*time) / msOfDay),
        *time % 1000 == 0 ? XlsxDateTime : XlsxDateTimeFraction};
}

static XlsxCell timeOf(const QByteArray &value)
{
    const auto time = millisecondsOf(value);
    if (!time)
        return textOf(value);
    return {
        XlsxCell::Kind::Number, serialText(double(*time) / msOfDay), *time % 1000 == 0 ? XlsxTime : XlsxTimeFraction};
}

XlsxCell xlsxCellOf(const QByteArray &value, const EditColumn &column)
{
    switch (column.baseTypeOid) {
    case 16: // boolean
        return {XlsxCell::Kind::Boolean, value == "t" ? "1" : "0", XlsxGeneral};
    case 20:   // bigint
    case 21:   // smallint
    case 23:   // integer
    case 26:   // oid
    case 1700: // numeric
        return numberOf(value);
    case 700: // real
    case 701: // double precision
        return realOf(value);
    case 1082: // date
        return dateOf(value);
    case 1083: // time
        return timeOf(value);
    case 1114: // timestamp
        return timestampOf(value);
    default:
        return textOf(value);
    }
}

static QByteArray formatCodes()
{
    QByteArray codes("<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
                     "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/>"
                     "<numFmt numFmtId=\"166\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss.000\"/>"
                     "<numFmt numFmtId=\"167\" formatCode=\"hh:mm:ss\"/>"
                     "<numFmt numFmtId=\"168\" formatCode=\"hh:mm:ss.000\"/>");
    for (int decimals = 1; decimals <= xlsxMostDecimals; ++decimals)
        codes += "<numFmt numFmtId=\"" + QByteArray::number(168 + decimals) + "\" formatCode=\"0."
               + QByteArray(decimals, '0') + "\"/>";
    return codes;
}

QByteArray xlsxStyles()
{
    static constexpr int textFormat = 49;
    static constexpr int firstOwnFormat = 164;
    static constexpr int ownFormats = 5 + xlsxMostDecimals;
    const auto style = [](int format, int font) {
        return "<xf numFmtId=\"" + QByteArray::number(format) + "\" fontId=\"" + QByteArray::number(font)
             + "\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>";
    };
    QByteArray styles = style(0, 0) + style(0, 1) + style(textFormat, 0);
    for (int format = 0; format < ownFormats; ++format)
        styles += style(firstOwnFormat + format, 0);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
           "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\""
         + QByteArray::number(ownFormats) + "\">" + formatCodes()
         + "</numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
           "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
           "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
           "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
           "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
           "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
           "<cellXfs count=\""
         + QByteArray::number(3 + ownFormats) + "\">" + styles
         + "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
           "</styleSheet>";
}

static bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

// Whether _xHHHH_ stands there, which would be read as something else.
static bool looksEscaped(QByteArrayView text)
{
    return text.size() >= 7 && text[1] == 'x' && text[6] == '_'
        && std::ranges::all_of(text.sliced(2, 4), [](char c) { return isHex(c); });
}

void appendXlsxText(QByteArray &to, QByteArrayView utf8)
{
    for (qsizetype at = 0; at < utf8.size(); ++at) {
        const char c = utf8[at];
        if (c == '<') {
            to += "&lt;";
        } else if (c == '>') {
            to += "&gt;";
        } else if (c == '&') {
            to += "&amp;";
        } else if (c == '_' && looksEscaped(utf8.sliced(at))) {
            to += "_x005F_";
        } else if (quint8(c) < 0x20 && c != '\t' && c != '\n') {
            to += "_x00" + QByteArray::number(quint8(c), 16).rightJustified(2, '0').toUpper() + '_';
        } else if (utf8.sliced(at).startsWith("\xef\xbf\xbe") || utf8.sliced(at).startsWith("\xef\xbf\xbf")) {
            to += utf8[at + 2] == '\xbe' ? "_xFFFE_" : "_xFFFF_"; // no characters of XML
            at += 2;
        } else {
            to += c;
        }
    }
}

} // namespace howdah::data
