// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectioncontroller.h"

#include <QWidget>

class QLabel;

namespace howdah::ui {

class Badge;
class IconLabel;

// The line below everything: server, encryption, tunnel, proxy, who and where, read-only, latency, and what runs.
class StatusStrip final : public QWidget
{
    Q_OBJECT
public:
    StatusStrip(ConnectionController &controller, TaskList &tasks, QWidget *parent = nullptr);

    // Stays until the program ends: what it missed is missing.
    void setAuditProblem(const Error &error);
    void setDemo(bool demo); // the data are those of Howdah's demo

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void refreshTask();
    void refreshLatency();
    void refreshEncryption(const connection::ServerFacts &facts);
    void refreshTunnel();

    ConnectionController &m_controller;
    TaskList &m_tasks;
    QLabel *m_server;
    IconLabel *m_lock;
    QLabel *m_encryption;
    Badge *m_tunnel;
    QLabel *m_who;
    Badge *m_demo;
    Badge *m_readOnly;
    Badge *m_audit;
    QLabel *m_task;
    QLabel *m_latency;
};

} // namespace howdah::ui
