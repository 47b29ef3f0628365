// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace howdah::sql {

// Follows standard_conforming_strings through the statements of a file. A change that the server would take back with
// its transaction is taken back here only when it was made by SET LOCAL.
class StandardStrings final
{
public:
    explicit StandardStrings(bool on)
        : m_initial(on)
        , m_session(on)
        , m_on(on)
    {
    }

    [[nodiscard]] bool isOn() const { return m_on; }
    // Was it ever another than at the beginning?
    [[nodiscard]] bool hasVaried() const { return m_varied; }

    // `tokens` as StatementShape::settingTokens() gives them.
    void apply(const std::vector<QByteArray> &tokens);

private:
    void applySet(const std::vector<QByteArray> &tokens);

    bool m_initial;
    bool m_session;
    bool m_on;
    bool m_varied = false;
};

} // namespace howdah::sql
