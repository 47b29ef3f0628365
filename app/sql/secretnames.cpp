// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Which names say that something is a secret, and what literals say.
#include "sql/secrets.h"

#include <QString>

#include <algorithm>
#include <array>
#include <utility>

namespace howdah::sql {

namespace {

// "clientSecret", "client-secret" and "CLIENT_SECRET" are client, secret.
QByteArrayList partsOf(const QByteArray &name)
{
    QByteArrayList parts;
    QByteArray part;
    char before = 0;
    const auto isUpper = [](char one) { return one >= 'A' && one <= 'Z'; };
    for (const char one : name) {
        const bool isLetter = isUpper(one) || (one >= 'a' && one <= 'z') || uchar(one) >= 0x80;
        const bool begins = isUpper(one) && before != 0 && !isUpper(before);
        if ((!isLetter || begins) && !part.isEmpty())
            parts << std::exchange(part, {});
        if (isLetter)
            part += isUpper(one) ? char(one - 'A' + 'a') : one;
        before = isLetter ? one : char(0);
    }
    if (!part.isEmpty())
        parts << part;
    return parts;
}

template <std::size_t Size>
bool isOneOf(const std::array<QByteArrayView, Size> &words, QByteArrayView word)
{
    return std::ranges::find(words, word) != words.end();
}

bool endsInOneOf(QByteArrayView word)
{
    constexpr std::array<QByteArrayView, 8> ends{"password", "passwd",     "passphrase", "passcode",
                                                 "secret",   "credential", "apikey",     "token"};
    return std::ranges::any_of(ends, [word](QByteArrayView end) { return word.endsWith(end); });
}

bool isKey(QByteArrayView before)
{
    constexpr std::array<QByteArrayView, 15> kinds{"api",   "private", "secret",     "access", "encryption",
                                                   "auth",  "signing", "encrypting", "hmac",   "master",
                                                   "crypt", "session", "service",    "ssh",    "ssl"};
    return isOneOf(kinds, before);
}

// Each of the words that are looked for holds one of these: most names need no closer look.
bool mayBeSecret(QByteArrayView name)
{
    constexpr std::array<QByteArrayView, 7> stems{"pass", "secret", "credential", "key", "token", "pwd", "psk"};
    const auto isSame = [](char letter, char small) { return (letter | 0x20) == small; };
    return std::ranges::any_of(
        stems, [&](QByteArrayView stem) { return !std::ranges::search(name, stem, isSame).empty(); });
}

} // namespace

bool isSecretName(const QByteArray &name)
{
    if (!mayBeSecret(name))
        return false;
    constexpr std::array<QByteArrayView, 12> whole{"pwd",       "pass",         "secrets",    "credentials",
                                                   "passwords", "apikeys",      "privatekey", "secretkey",
                                                   "accesskey", "userpassword", "passwort",   "psk"};
    constexpr std::array<QByteArrayView, 7> derived{"hash", "hashed", "digest", "encrypted", "enc", "salt", "plain"};
    const QByteArrayList parts = partsOf(name);
    if (parts.isEmpty())
        return false;
    const QByteArray &last = parts.last();
    if (endsInOneOf(last) || isOneOf(whole, last))
        return true;
    if (parts.size() < 2)
        return false;
    const QByteArray &before = parts[parts.size() - 2];
    if ((last == "key" || last == "keys") && isKey(before))
        return true;
    // What is made of one, or says which one it is.
    return (isOneOf(derived, last) || last == "value" || last == "text")
        && (endsInOneOf(before) || isOneOf(whole, before));
}

// ---- what a literal says

namespace {

int hexValue(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    const char small = char(digit | 0x20);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

// The character that so many hexadecimal digits name; advances behind them.
QByteArray codePoint(QByteArrayView text, qsizetype &at, int most)
{
    char32_t code = 0;
    int count = 0;
    for (; count < most && at < text.size() && hexValue(text[at]) >= 0; ++count, ++at)
        code = code * 16 + char32_t(hexValue(text[at]));
    return count == 0 ? QByteArray() : QString::fromUcs4(&code, 1).toUtf8();
}

// \0061 and \+000061 of U&'' and U&"".
QByteArray unicodeValue(QByteArrayView text)
{
    QByteArray value;
    for (qsizetype at = 0; at < text.size();) {
        const char one = text[at++];
        if (one != '\\' || at >= text.size()) {
            value += one;
        } else if (text[at] == '\\') {
            value += text[at++];
        } else if (text[at] == '+') {
            ++at;
            value += codePoint(text, at, 6);
        } else {
            value += codePoint(text, at, 4);
        }
    }
    return value;
}

QByteArray escapedValue(QByteArrayView text)
{
    QByteArray value;
    for (qsizetype at = 0; at < text.size();) {
        const char one = text[at++];
        if (one != '\\' || at >= text.size()) {
            value += one;
            continue;
        }
        const char kind = text[at++];
        if (kind == 'n' || kind == 't' || kind == 'r' || kind == 'b' || kind == 'f')
            value += kind == 'n' ? '\n' : kind == 't' ? '\t' : kind == 'r' ? '\r' : kind == 'b' ? '\b' : '\f';
        else if (kind == 'u' || kind == 'U')
            value += codePoint(text, at, kind == 'u' ? 4 : 8);
        else if (kind == 'x')
            value += codePoint(text, at, 2);
        else if (kind >= '0' && kind <= '7') {
            int code = kind - '0';
            for (int digits = 1; digits < 3 && at < text.size() && text[at] >= '0' && text[at] <= '7'; ++digits)
                code = code * 8 + (text[at++] - '0');
            value += char(code);
        } else {
            value += kind;
        }
    }
    return value;
}

// Without its quotes, doubled ones made single.
QByteArray unquoted(QByteArrayView text, char quote)
{
    if (text.startsWith(quote))
        text = text.sliced(1);
    if (text.endsWith(quote))
        text = text.chopped(1);
    const QByteArray one(1, quote);
    return text.toByteArray().replace(one + one, one);
}

bool beginsUnicode(QByteArrayView text) { return text.size() > 2 && (text[0] | 0x20) == 'u' && text[1] == '&'; }

} // namespace

QByteArray literalValue(QByteArrayView literal)
{
    if (literal.startsWith('$')) {
        const qsizetype tag = literal.indexOf('$', 1) + 1;
        return tag > 0 && literal.size() >= 2 * tag ? literal.sliced(tag, literal.size() - 2 * tag).toByteArray()
                                                    : literal.sliced(tag).toByteArray();
    }
    if (beginsUnicode(literal))
        return unicodeValue(unquoted(literal.sliced(2), '\''));
    if (literal.size() > 1 && (literal[0] | 0x20) == 'e' && literal[1] == '\'')
        return escapedValue(unquoted(literal.sliced(1), '\''));
    if (literal.size() > 1 && literal[1] == '\'')
        return unquoted(literal.sliced(1), '\'');
    return unquoted(literal, '\'');
}

QByteArray quotedNameValue(QByteArrayView name)
{
    return beginsUnicode(name) ? unicodeValue(unquoted(name.sliced(2), '"')) : unquoted(name, '"');
}

} // namespace howdah::sql
