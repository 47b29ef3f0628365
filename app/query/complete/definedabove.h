// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QSet>
#include <QString>

namespace howdah::query::complete {

// What the statements above one make, change or take away: a server that is asked about it before they have run does
// not know that. Cheap to copy. One thread.
class DefinedAbove final
{
public:
    // A statement of the script, in their order.
    void add(QByteArrayView statement);
    // Something that nobody can see into: an included file, another connection.
    void addUnknown() { m_isUnknown = true; }

    // May it be for those that `statement` has been called wrong, at this byte of it (-1: nowhere) and with this state?
    // What the grammar refuses is wrong whatever they do.
    [[nodiscard]] bool mayExplain(QByteArrayView statement, qsizetype errorByte, const QString &sqlState) const;

private:
    QSet<QString> m_targets; // what they are about
    QSet<QString> m_words;   // whatever they name
    bool m_isUnknown = false;
};

} // namespace howdah::query::complete
