// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/maskederror.h"

#include "sql/secrets.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static bool namesSecret(QStringView names)
{
    const auto parts = names.split(u',');
    return std::ranges::any_of(
        parts, [](QStringView one) { return sql::isSecretName(one.trimmed().toUtf8().replace('"', "")); });
}

// The words around it depend on the language of the server, the parentheses and quotes do not.
static void maskNamedValues(QString &text)
{
    static const QRegularExpression key(uR"(\(([^()]*)\)=\((.*)\))"_s);
    static const QRegularExpression column(uR"re(\b([\w"]+): "(.*)"$)re"_s, QRegularExpression::MultilineOption);
    for (const QRegularExpression *each : {&key, &column}) {
        qsizetype from = 0;
        QRegularExpressionMatch match;
        while (text.indexOf(*each, from, &match) >= 0) {
            from = match.capturedEnd();
            if (!namesSecret(match.capturedView(1)))
                continue;
            text.replace(match.capturedStart(2), match.capturedLength(2), u"***"_s);
            from = match.capturedStart(2) + 3;
        }
    }
}

// `SQL statement "ALTER ROLE a PASSWORD 'hush'"`
static QString maskQuotedStatement(const QString &line)
{
    const qsizetype open = line.indexOf(u'"');
    const bool quotes = open > 0 && line.endsWith(u'"') && line.size() > open + 1;
    if (!quotes)
        return line;
    const QByteArray inner = line.sliced(open + 1).chopped(1).toUtf8();
    return line.first(open + 1) + QString::fromUtf8(sql::maskSecrets(inner).text) + u'"';
}

QString maskedServerText(const QString &text)
{
    if (text.isEmpty())
        return text;
    QString masked = redact(text);
    maskNamedValues(masked);
    QStringList lines = masked.split(u'\n');
    // A statement of several lines is quoted as it is.
    const bool isOne = masked.count(u'"') == 2 && masked.endsWith(u'"');
    if (isOne)
        return maskQuotedStatement(masked);
    for (QString &line : lines)
        line = maskQuotedStatement(line);
    return lines.join(u'\n');
}

void maskSecretsOf(Error &error, const Statement &statement)
{
    const sql::MaskedText masked = sql::maskSecrets(statement.sql.toUtf8());
    QByteArrayList values = masked.values;
    for (const int number : masked.parameters) {
        if (number < 1 || std::size_t(number) > statement.parameters.size())
            continue;
        if (const auto &value = statement.parameters[std::size_t(number) - 1])
            values << *value;
    }
    // The longest first: one may be a part of another.
    std::ranges::sort(values, std::ranges::greater(), &QByteArray::size);
    for (const QByteArray &value : values) {
        constexpr qsizetype Shortest = 3; // less is found in any word
        const QString text = QString::fromUtf8(value);
        if (text.trimmed().size() < Shortest)
            continue;
        for (QString *where : {&error.message, &error.detail, &error.hint}) {
            where->replace(text, u"***"_s);
            where->replace(QString(text).replace(u'\'', u"''"_s), u"***"_s);
        }
    }
}

} // namespace howdah::connection
