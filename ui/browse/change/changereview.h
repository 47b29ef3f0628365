// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "operations/structure/structurerun.h"

namespace howdah::ui {

class TypedNames;

// The last look before a change of the structure runs: its SQL, what it locks and for whom, what the checks of
// migrations say, what it destroys. In production the names of what goes are typed. UI thread.
class ChangeReview final : public DialogFrame
{
    Q_OBJECT
public:
    // `place`: "uaip on the private server".
    ChangeReview(
        const operations::StructureProposal &proposal, const QString &place, const QString &database,
        QWidget *parent = nullptr);
    [[nodiscard]] QStringList typedNames() const;

private:
    void showSql(const operations::StructureProposal &proposal);
    void showLocks(const operations::StructureProposal &proposal);
    void showFindings(const operations::StructureProposal &proposal);
    void showImpact(const operations::StructureProposal &proposal);
    void updateAccept();

    QStringList m_names;
    TypedNames *m_typed = nullptr;
    QPushButton *m_accept = nullptr;
};

} // namespace howdah::ui
