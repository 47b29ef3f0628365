// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <QRegularExpression>
#include <QStringList>

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

QString kindName(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Internal:
        return u"internal"_s;
    case ErrorKind::Usage:
        return u"usage"_s;
    case ErrorKind::NotFound:
        return u"not-found"_s;
    case ErrorKind::Conflict:
        return u"conflict"_s;
    case ErrorKind::Invalid:
        return u"invalid"_s;
    case ErrorKind::Io:
        return u"io"_s;
    case ErrorKind::Permission:
        return u"permission"_s;
    case ErrorKind::Connection:
        return u"connection"_s;
    case ErrorKind::Authentication:
        return u"authentication"_s;
    case ErrorKind::Server:
        return u"server"_s;
    case ErrorKind::Cancelled:
        return u"cancelled"_s;
    case ErrorKind::Timeout:
        return u"timeout"_s;
    }
    return u"internal"_s;
}

// Where the password of the URI that begins at `scheme` stands: behind the first colon of what follows "://", up to the
// last '@' before a blank, since nobody quotes a '/', '@' or '#' well. What lies between may be more than the password.
static std::optional<std::pair<qsizetype, qsizetype>> passwordOfUri(const QString &text, qsizetype from)
{
    static const QRegularExpression blank(u"\\s"_s);
    static const QRegularExpression quote(uR"(["<>\s])"_s);
    const auto endAt = [&text, from](const QRegularExpression &stop) {
        const qsizetype end = text.indexOf(stop, from);
        return end < 0 ? text.size() : end;
    };
    qsizetype end = endAt(quote);
    qsizetype at = text.lastIndexOf(u'@', end - 1);
    if (at < from) {
        end = endAt(blank);
        at = text.lastIndexOf(u'@', end - 1);
    }
    if (end == from || at < from)
        return std::nullopt;
    qsizetype colon = from;
    while (colon < at && !u":/?#@"_s.contains(text[colon]))
        ++colon;
    if (colon >= at || text[colon] != u':')
        return std::nullopt;
    return std::pair(colon + 1, at);
}

static void redactUris(QString &text)
{
    static const QRegularExpression scheme(uR"([A-Za-z][A-Za-z0-9+.\-]*://)"_s);
    for (qsizetype from = 0;;) {
        QRegularExpressionMatch match;
        if (text.indexOf(scheme, from, &match) < 0)
            return;
        from = match.capturedEnd();
        if (const auto place = passwordOfUri(text, from)) {
            text.replace(place->first, place->second - place->first, u"***"_s);
            from = place->first;
        }
    }
}

QString redact(QString text)
{
    // Parameters of a URI end at '&'; keywords at a blank, unless they are quoted, which they are twice in SQL.
    static const QRegularExpression parameter(
        uR"(([?&][\w.%\-]*(?:password|passwd|passphrase|secret|token|api_?key)=)[^&\s"]*)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression pair(
        uR"re((?<![?&\w.])([\w.\-]*(?:password|passwd|passphrase|secret|token|api_?key)(?:"|\])?)(\s*=\s*)(''[^']*''|'(?:[^'\\]|\\.)*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$)|(?!\*\*\*)(?:\\.|\S)+))re"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression member(
        uR"re(("[\w.\-]*(?:password|passwd|passphrase|secret|token|api_?key)"\s*:\s*)"(?:[^"\\]|\\.)*(?:"|$))re"_s,
        QRegularExpression::CaseInsensitiveOption);
    redactUris(text);
    text.replace(parameter, u"\\1***"_s);
    text.replace(pair, u"\\1\\2***"_s);
    text.replace(member, u"\\1\"***\""_s);
    return text;
}

} // namespace howdah
