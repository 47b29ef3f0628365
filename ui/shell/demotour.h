// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace howdah::entity {
class Entities;
struct BoundModel;
} // namespace howdah::entity

namespace howdah::ui {

class ConnectionController;

// What the connected database is, in the words of the model that holds for it, and what to try in it; each step leads
// there by one click. Hidden where no model has a tour. UI thread.
class DemoTour final : public QWidget
{
    Q_OBJECT
public:
    explicit DemoTour(ConnectionController &connection, QWidget *parent = nullptr);

Q_SIGNALS:
    void rowsWanted(const QString &schema, const QString &name, const QString &condition);
    void placeWanted(const QString &page, const QString &subject);
    void shown(bool isThere); // whether there is something to try

private:
    void follow();
    void fill(const entity::BoundModel &bound);

    ConnectionController &m_connection;
    QLabel *m_title;
    QLabel *m_description;
    QVBoxLayout *m_steps;
};

} // namespace howdah::ui
