// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "operations/privateserver.h"

class QLabel;
class QPushButton;

namespace howdah::ui {

// The private server: where it is, how large, whether it runs; stopped, started and deleted. UI thread; the server is
// asked on others.
class ServerPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ServerPanel(const PageServices &services, QWidget *parent = nullptr);

    // Looks again.
    void refresh();
    [[nodiscard]] bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void shown(); // how it stands

private:
    using Work = std::function<Result<void>()>;
    void run(const QString &doing, Work work, const QString &done);
    void showServer(const Result<operations::PrivateServer> &server);
    void leaveIt();
    void askDelete();

    PageServices m_services;
    QLabel *m_state;
    QLabel *m_news;
    QPushButton *m_start;
    QPushButton *m_stop;
    QPushButton *m_delete;
    Latest m_looks;
    bool m_busy = false;
};

} // namespace howdah::ui
