// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <QRegularExpression>
#include <QStringList>

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

QString redact(QString text)
{
    // user:secret@ of a URI; the greedy body copes with '@' inside a badly quoted password.
    static const QRegularExpression uri(uR"((postgres(?:ql)?://[^\s:/@]*):[^\s/]*@)"_s);
    static const QRegularExpression pair(
        uR"(\b(password|sslpassword|passwd|pgpassword)(\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&;']+))"_s,
        QRegularExpression::CaseInsensitiveOption);
    text.replace(uri, u"\\1:***@"_s);
    text.replace(pair, u"\\1\\2***"_s);
    return text;
}

} // namespace howdah
