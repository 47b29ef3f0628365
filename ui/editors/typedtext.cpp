// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/typedtext.h"

#include "common/tr.h"
#include "data/page/arraytext.h"
#include "editors/jsonindex.h"

#include <QDate>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// Made once: a pasted block asks for thousands of cells.
static QRegularExpression whole(const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern), QRegularExpression::CaseInsensitiveOption);
}

static bool matches(const QRegularExpression &pattern, const QString &text) { return pattern.match(text).hasMatch(); }

// The largest value of the type; its smallest lies one further below zero.
static QByteArray largestOf(quint32 typeOid)
{
    switch (typeOid) {
    case 21:
        return "32767"_ba;
    case 23:
        return "2147483647"_ba;
    case 20:
        return "9223372036854775807"_ba;
    default:
        return {};
    }
}

static bool isBeyond(QByteArray digits, const QByteArray &most)
{
    while (digits.size() > 1 && digits.startsWith('0'))
        digits.remove(0, 1);
    return digits.size() != most.size() ? digits.size() > most.size() : digits > most;
}

static QString wholeProblem(quint32 typeOid, const QString &text)
{
    // Newer servers know other bases and underlines, too.
    static const QRegularExpression otherBase = whole(u"[+-]?0[xob][0-9a-f_]+"_s);
    static const QRegularExpression decimal = whole(u"[+-]?[0-9][0-9_]*"_s);
    if (matches(otherBase, text))
        return {};
    if (!matches(decimal, text))
        return tr("This is not a whole number");
    QByteArray digits = text.toLatin1();
    digits.replace("_", "");
    const bool negative = digits.startsWith('-');
    if (negative || digits.startsWith('+'))
        digits.remove(0, 1);
    QByteArray most = largestOf(typeOid);
    if (most.isEmpty())
        return {};
    if (negative)
        ++most.back(); // none of them ends in 9
    return isBeyond(digits, most) ? tr("This number is too large for the column's type") : QString();
}

static QString numberProblem(quint32 typeOid, const QString &raw)
{
    const QString text = raw.trimmed();
    if (typeOid == 20 || typeOid == 21 || typeOid == 23)
        return wholeProblem(typeOid, text);
    static const QRegularExpression number =
        whole(u"[+-]?(([0-9][0-9_]*\\.?[0-9_]*|\\.[0-9][0-9_]*)(e[+-]?[0-9_]+)?|nan|inf|infinity|0[xob][0-9a-f_]+)"_s);
    return matches(number, text) ? QString() : tr("This is not a number");
}

static QString jsonTextProblem(const QByteArray &text)
{
    const auto problem = text.size() <= longestJudged ? jsonProblem(text) : std::nullopt;
    return problem ? tr("Column %L1: %2").arg(problem->column).arg(problem->message) : QString();
}

static QString arrayProblem(const data::EditColumn &column, const QByteArray &text)
{
    if (text.size() > longestJudged || !column.type.endsWith("[]"_L1))
        return {};
    const auto array = data::arrayTextOf(text, column.type == "box[]"_L1 ? ';' : ',');
    return array ? QString() : array.error().message;
}

QString textProblem(const data::EditColumn &column, const data::CellValue &value)
{
    if (!value.isText())
        return {};
    const QString text = data::decoded(QByteArrayView(value.bytes()).first(qMin(value.bytes().size(), longestJudged)));
    static const QRegularExpression truth = whole(u"t(r(u(e)?)?)?|f(a(l(s(e)?)?)?)?|y(e(s)?)?|n(o)?|on|off?|1|0"_s);
    static const QRegularExpression uuid = whole(u"\\{?([0-9a-f]{4}-?){7}[0-9a-f]{4}\\}?"_s);
    if (text.contains(QChar::Null))
        return tr("A text cannot contain the character U+0000");
    switch (column.category) {
    case data::TypeCategory::Integer:
    case data::TypeCategory::Decimal:
    case data::TypeCategory::Real:
        return column.baseTypeOid == 790 ? QString() : numberProblem(column.baseTypeOid, text);
    case data::TypeCategory::Boolean:
        return matches(truth, text.trimmed()) ? QString() : tr("This is neither true nor false");
    case data::TypeCategory::Uuid:
        return matches(uuid, text.trimmed()) ? QString() : tr("This is not a valid UUID");
    case data::TypeCategory::Json:
        return jsonTextProblem(value.bytes());
    case data::TypeCategory::Array:
        return arrayProblem(column, value.bytes());
    case data::TypeCategory::Enumeration:
        return column.labels.isEmpty() || column.labels.contains(text) ? QString() : tr("The type has no such label");
    case data::TypeCategory::Text:
    case data::TypeCategory::DateTime:
    case data::TypeCategory::Interval:
    case data::TypeCategory::Bytes:
    case data::TypeCategory::Other:
        return {};
    }
    return {};
}

DatePlace dateIn(QStringView text)
{
    static const QRegularExpression iso(u"^\\s*(\\d{4}-\\d{2}-\\d{2})(?!\\d)"_s);
    const auto match = iso.match(text.toString());
    if (!match.hasMatch() || text.trimmed().endsWith(u"BC", Qt::CaseInsensitive)
        || !QDate::fromString(match.captured(1), Qt::ISODate).isValid())
        return {};
    return {match.capturedStart(1), match.capturedLength(1)};
}

QString withDate(const QString &text, const QString &isoDate, bool wantsTime)
{
    const DatePlace place = dateIn(text);
    if (place.length == 0)
        return wantsTime ? isoDate + u" 00:00:00"_s : isoDate;
    return QString(text).replace(place.from, place.length, isoDate);
}

} // namespace howdah::ui
