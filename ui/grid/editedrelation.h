// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/pagereader.h"
#include "data/edit/changeset.h"

#include <QPointer>

namespace howdah::ui {

class EditSession;
class RowProblems;

// The edits of a session, as far as they belong to the relation that a grid shows. UI thread.
class EditedRelation final
{
public:
    // Without a session nothing can be edited.
    EditedRelation(EditSession *session, const PageReader &pages);
    ~EditedRelation();

    // Looks again whether what is staged belongs to what is shown.
    void match();

    [[nodiscard]] bool isActive() const;
    [[nodiscard]] EditSession *session() const;
    // nullptr unless it is active.
    [[nodiscard]] const data::ChangeSet *changes() const;
    // What stands against rows; nullptr when nothing does.
    [[nodiscard]] const RowProblems *problems() const;
    // Where the target of edits is not known, what the relation's shape tells; nullptr when nothing is open.
    [[nodiscard]] const std::shared_ptr<const data::EditTarget> &target() const;
    // Why nothing can be edited; "" when something can.
    [[nodiscard]] QString refusal() const;

private:
    const PageReader &m_pages;
    QPointer<EditSession> m_session;
    bool m_matches = false;
    mutable std::shared_ptr<const data::EditTarget> m_plainTarget;
};

} // namespace howdah::ui
