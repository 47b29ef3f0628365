// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/historyentry.h"

#include "query/script/parameters.h"
#include "sql/secrets.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query {

static const QLatin1StringView Mask("***");

HistoryEntry masked(HistoryEntry entry)
{
    // Places for values count as $n for what tells secret places, in the order in which they stand.
    const QByteArray source = entry.text.toUtf8();
    QByteArray numbered;
    QStringList names;
    qsizetype from = 0;
    for (const ParameterUse &use : findParameters(source)) {
        numbered += QByteArrayView(source).sliced(from, use.begin - from);
        if (!names.contains(use.name))
            names << use.name;
        numbered += '$' + QByteArray::number(qint64(names.indexOf(use.name) + 1));
        from = use.end;
    }
    numbered += QByteArrayView(source).sliced(from);
    const sql::MaskedText text = sql::maskSecrets(source);
    const sql::MaskedText places = names.isEmpty() ? text : sql::maskSecrets(numbered);
    entry.text = redact(QString::fromUtf8(text.text));

    QStringList secrets;
    for (const QByteArray &value : text.values)
        secrets << QString::fromUtf8(value);
    // Of an included file the text is as it was sent, with $1 for the first, whatever that is called.
    const bool isByPlace = std::ranges::none_of(
        entry.parameters, [&names](const HistoryParameter &one) { return names.contains(one.name); });
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
        HistoryParameter &parameter = entry.parameters[i];
        if (!parameter.value)
            continue;
        const int number = int(names.indexOf(isByPlace ? QString::number(i + 1) : parameter.name)) + 1;
        if (places.parameters.contains(number) || sql::isSecretName(parameter.name.toUtf8())) {
            secrets << *parameter.value;
            parameter.value = Mask;
        } else {
            parameter.value = redact(QString::fromUtf8(sql::maskSecretsInValue(parameter.value->toUtf8())));
        }
    }
    entry.error = redact(std::move(entry.error));
    for (const QString &secret : std::as_const(secrets)) {
        if (secret.size() < 3)
            continue;
        entry.error.replace(secret, Mask);
        for (HistoryParameter &parameter : entry.parameters) {
            if (parameter.value == secret)
                parameter.value = Mask;
        }
    }
    return entry;
}

} // namespace howdah::query
