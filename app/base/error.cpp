// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include "base/enumtable.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah {

Error makeError(ErrorKind kind, QString message, QString hint, QString detail)
{
    Error error;
    error.kind = kind;
    error.message = redact(std::move(message));
    error.hint = redact(std::move(hint));
    error.detail = redact(std::move(detail));
    return error;
}

QString describe(const Error &error)
{
    QStringList lines{error.message};
    if (!error.detail.isEmpty())
        lines << error.detail;
    if (!error.hint.isEmpty())
        lines << error.hint;
    return lines.join(u'\n');
}

static constexpr std::array errorKindNames{
    EnumName{ErrorKind::Internal, "internal"_L1},
    EnumName{ErrorKind::Usage, "usage"_L1},
    EnumName{ErrorKind::NotFound, "not-found"_L1},
    EnumName{ErrorKind::Conflict, "conflict"_L1},
    EnumName{ErrorKind::Invalid, "invalid"_L1},
    EnumName{ErrorKind::Io, "io"_L1},
    EnumName{ErrorKind::Permission, "permission"_L1},
    EnumName{ErrorKind::Connection, "connection"_L1},
    EnumName{ErrorKind::Authentication, "authentication"_L1},
    EnumName{ErrorKind::Server, "server"_L1},
    EnumName{ErrorKind::Cancelled, "cancelled"_L1},
    EnumName{ErrorKind::Timeout, "timeout"_L1},
};
static_assert(isWholeTable(errorKindNames));

QString kindName(ErrorKind kind) { return nameIn(errorKindNames, kind); }

// Where the password stands in what follows the "://" of a URI: behind its first colon, up to the last '@' before a
// blank, since nobody quotes a '/', '@' or '#' well. What lies between may be more than the password.
static std::optional<std::pair<qsizetype, qsizetype>> passwordOfUri(QStringView uri)
{
    const auto isBlank = [](QChar sign) { return sign.isSpace(); };
    const auto isQuote = [](QChar sign) { return sign.isSpace() || sign == u'"' || sign == u'<' || sign == u'>'; };
    const auto before = [uri](const auto &ends) {
        return uri.first(std::find_if(uri.begin(), uri.end(), ends) - uri.begin());
    };
    qsizetype at = before(isQuote).lastIndexOf(u'@');
    if (at < 0)
        at = before(isBlank).lastIndexOf(u'@');
    const auto colon = std::find_if(uri.begin(), uri.begin() + qMax<qsizetype>(at, 0), [](QChar sign) {
        return QStringView(u":/?#@").contains(sign);
    });
    const qsizetype begin = colon - uri.begin();
    if (begin >= at || *colon != u':')
        return std::nullopt;
    return std::pair(begin + 1, at);
}

// Not by a pattern of the whole: that would read a megabyte without a blank once from each of its letters.
static QString withoutUriPasswords(const QString &text)
{
    constexpr qsizetype Longest = 4096; // of a URI
    QString clean;
    qsizetype kept = 0;
    for (qsizetype from = 0; (from = text.indexOf("://"_L1, from)) >= 0;) {
        const bool hasScheme = from > 0 && text[from - 1].isLetterOrNumber();
        from += 3;
        const auto place = passwordOfUri(QStringView(text).sliced(from).left(Longest));
        if (!hasScheme || !place)
            continue;
        clean += QStringView(text).sliced(kept, from + place->first - kept);
        clean += u"***";
        kept = from = from + place->second;
    }
    if (kept == 0)
        return text;
    clean += QStringView(text).sliced(kept);
    return clean;
}

// All that redact() looks for beside URIs stands behind one of these words; most texts have none, and need no pattern.
static bool speaksOfSecrets(QStringView text)
{
    constexpr std::array<QStringView, 6> words{u"passw", u"passphrase", u"secret", u"token", u"apikey", u"api_key"};
    return std::ranges::any_of(words, [text](QStringView word) { return text.contains(word, Qt::CaseInsensitive); });
}

QString redact(QString text)
{
    text = withoutUriPasswords(text);
    if (!speaksOfSecrets(text))
        return text;
    // Parameters of a URI end at '&'; keywords at a blank, unless they are quoted, which they are twice in SQL.
    static const QRegularExpression parameter(
        uR"(([?&][\w.%\-]*(?:password|passwd|passphrase|secret|token|api_?key)=)[^&\s"]*)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression pair(
        uR"re((?<![?&\w.\-])([\w.\-]*(?:password|passwd|passphrase|secret|token|api_?key)(?:"|\])?)(\s*=\s*)(''[^']*''|'(?:[^'\\]|\\.)*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$)|(?!\*\*\*)(?:\\.|\S)+))re"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression member(
        uR"re(("[\w.\-]*(?:password|passwd|passphrase|secret|token|api_?key)"\s*:\s*)"(?:[^"\\]|\\.)*(?:"|$))re"_s,
        QRegularExpression::CaseInsensitiveOption);
    text.replace(parameter, u"\\1***"_s);
    text.replace(pair, u"\\1\\2***"_s);
    text.replace(member, u"\\1\"***\""_s);
    return text;
}

} // namespace howdah
