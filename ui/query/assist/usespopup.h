// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/assist/assistedtab.h"
#include "query/editor/sqleditor.h"

#include <QFrame>

#include <vector>

class QLabel;
class QListWidget;

namespace howdah::ui {

// Where a name is used in the database, and the way there. Closed by Esc. UI thread.
class UsesPopup final : public QFrame
{
    Q_OBJECT
public:
    struct Use
    {
        QString kind; // "view"
        QString name; // qualified
        QString how;  // "the server knows it", "its text names it"
        catalog::Oid relation = 0;
        catalog::Oid function = 0;
        bool operator==(const Use &) const = default;
    };

    explicit UsesPopup(QWidget *editor);

    void showUses(const QString &name, const std::vector<Use> &uses, const QRect &caret);
    void showText(const QString &name, const QString &text, const QRect &caret);
    [[nodiscard]] const std::vector<Use> &uses() const { return m_uses; }
    [[nodiscard]] QListWidget *list() const { return m_list; }

Q_SIGNALS:
    void chosen(const howdah::ui::UsesPopup::Use &use);

private:
    void place(const QRect &caret);

    QLabel *m_title;
    QListWidget *m_list;
    std::vector<Use> m_uses;
};

} // namespace howdah::ui
