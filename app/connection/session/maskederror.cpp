// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/maskederror.h"

#include "sql/secrets.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

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
