// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "operations/promptendpoints.h"

#include <QFuture>

class QDialog;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace howdah::ui {

// The endpoints that prompts may be sent to: added, changed, removed, with their keys in the keychain. The command line
// has them from the same file. UI thread; file and keychain are asked on others.
class EndpointsPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit EndpointsPanel(const PageServices &services, QWidget *parent = nullptr);

    // Reads the file again.
    void refresh();
    [[nodiscard]] const prompt::Endpoints &endpoints() const { return m_endpoints; }

Q_SIGNALS:
    void shown(); // what is configured
    void dialogOpened(QDialog *dialog);

private:
    using Answer = Result<prompt::Endpoints>;
    void take(const Answer &endpoints);
    void follow();
    [[nodiscard]] const prompt::Endpoint *current() const;
    void edit(const prompt::Endpoint &endpoint);
    void askRemove();
    void carryOut(const QFuture<Answer> &work);

    PageServices m_services;
    prompt::Endpoints m_endpoints;
    QTreeWidget *m_list;
    QPushButton *m_add;
    QPushButton *m_edit;
    QPushButton *m_use;
    QPushButton *m_remove;
    QLabel *m_news;
    Latest m_reads;
};

} // namespace howdah::ui
