// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editserver.h"

namespace howdah::data::test {

// What tests of saving share.
class SavingCase : public QObject
{
protected:
    std::unique_ptr<EditServer> m_here = std::make_unique<EditServer>();

    QString psql(const QString &sql) { return m_here->psql(sql); }
    SaveReport saveAll(const ChangeSet &changes, const SaveOptions &options = {})
    {
        return save(m_here->session(), changes.target(), changes.rows(), options);
    }
    ChangeSet changesOf(const QString &relation) { return ChangeSet(m_here->target(relation)); }
    // Sets one cell of the row whose first column has this value.
    void edit(ChangeSet &changes, const QByteArray &first, int column, const CellValue &value)
    {
        stage(changes, changes.setCell(m_here->row(changes.target(), first), column, value));
    }
};

} // namespace howdah::data::test
