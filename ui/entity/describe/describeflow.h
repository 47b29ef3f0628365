// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/theme.h"

#include <QPointer>

class QAction;

namespace howdah::ui {

class DescribeDialog;

// "Describe this database": from a draft of its catalog to a model in the user's folder, which holds at once. UI
// thread; drafts are made and files written on others.
class DescribeFlow final : public QObject
{
    Q_OBJECT
public:
    // `window`: above what the dialog opens.
    DescribeFlow(const PageServices &services, QWidget *window);
    ~DescribeFlow() override;

    // Enabled while a catalog is known.
    [[nodiscard]] QAction *action() const { return m_action; }
    void begin();
    [[nodiscard]] DescribeDialog *dialog() const;

Q_SIGNALS:
    void reported(howdah::ui::Tone tone, const QString &text);

private:
    void follow();
    void draft();
    void askToSave();
    void save(bool replaces);

    PageServices m_services;
    QWidget *m_window;
    QAction *m_action;
    QPointer<DescribeDialog> m_dialog;
    Latest m_drafting;
    Latest m_saving;
};

} // namespace howdah::ui
