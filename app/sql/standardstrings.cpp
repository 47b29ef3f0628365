// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/standardstrings.h"

#include <optional>

namespace howdah::sql {

// As the server reads a boolean setting: any beginning of a word that is not ambiguous.
static std::optional<bool> parseBool(QByteArray value)
{
    if (value.size() >= 2 && value.startsWith('\'') && value.endsWith('\''))
        value = value.sliced(1, value.size() - 2).toLower();
    if (value.isEmpty())
        return {};
    if (value == "1" || value == "on" || QByteArrayView("true").startsWith(value)
        || QByteArrayView("yes").startsWith(value))
        return true;
    if (value == "0" || value == "of" || value == "off" || QByteArrayView("false").startsWith(value)
        || QByteArrayView("no").startsWith(value))
        return false;
    return {};
}

static bool isOurName(const QByteArray &token)
{
    return token == "standard_conforming_strings" || token == "\"standard_conforming_strings\"";
}

void StandardStrings::apply(const std::vector<QByteArray> &tokens)
{
    if (tokens.empty())
        return;
    const QByteArray &command = tokens.front();
    const QByteArray argument = tokens.size() > 1 ? tokens[1] : QByteArray();
    if (command == "set") {
        applySet(tokens);
    } else if (command == "reset" || command == "discard") {
        if (argument == "all" || (command == "reset" && isOurName(argument)))
            m_on = m_session = m_initial;
    } else if (argument != "prepared" && argument != "to" && (tokens.size() < 3 || tokens[2] != "to")) {
        m_on = m_session; // the end of a transaction; ROLLBACK [WORK] TO does not end one
    }
    m_varied = m_varied || m_on != m_initial || m_session != m_initial;
}

// SET [SESSION | LOCAL] standard_conforming_strings { TO | = } value
void StandardStrings::applySet(const std::vector<QByteArray> &tokens)
{
    std::size_t at = 1;
    const bool local = tokens.size() > at && tokens[at] == "local";
    if (local || (tokens.size() > at && tokens[at] == "session"))
        ++at;
    if (tokens.size() != at + 3 || !isOurName(tokens[at]))
        return;
    const std::optional<bool> value = tokens[at + 2] == "default" ? m_initial : parseBool(tokens[at + 2]);
    if (!value)
        return;
    m_on = *value;
    if (!local)
        m_session = *value;
}

} // namespace howdah::sql
