// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QSet>

namespace howdah::sql {

// Finding the secrets in the text of a statement by PostgreSQL's lexical rules: what stands in their places is masked,
// not what looks like one, so it holds for continued literals, E'' and U&'', dollar quotes, and for statements inside
// of literals (DO, function bodies, EXECUTE, format()), which are looked through as well. Needs no parser and so works
// for what does not parse. When in doubt more is masked. Any thread; no state.

// A column, parameter, option or setting whose value nobody should read: "password", "api_key", "ClientSecret",
// "auth_token", "private_key" ... but not "password_hint".
[[nodiscard]] bool isSecretName(const QByteArray &name);

struct MaskedText
{
    QByteArray text;       // with '***' in the places
    QSet<int> parameters;  // numbers of those that stand in such places, from 1
    QByteArrayList values; // what the masked literals said, for masking it elsewhere as well
};
[[nodiscard]] MaskedText maskSecrets(const QByteArray &text);

// The same for a value: a statement, a JSON document or an array, with such in its strings, or a connection string.
[[nodiscard]] QByteArray maskSecretsInValue(const QByteArray &value);

// What a string of the lexer says: quotes, escapes and the dollar tag taken away.
[[nodiscard]] QByteArray literalValue(QByteArrayView literal);
// The same for "name" and U&"name".
[[nodiscard]] QByteArray quotedNameValue(QByteArrayView name);

} // namespace howdah::sql
