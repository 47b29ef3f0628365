// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>

class QJsonObject;

namespace howdah::ui {

class MigrationDetail;
class MigrationList;
class RunPanel;
struct DetailActions;

// What the page shows once it knows migrations: their list, the selected one, and beneath it a run. UI thread.
class MigrateBench final : public QSplitter
{
    Q_OBJECT
public:
    explicit MigrateBench(const DetailActions &actions, QWidget *parent = nullptr);

    [[nodiscard]] MigrationList *list() const { return m_list; }
    [[nodiscard]] MigrationDetail *detail() const { return m_detail; }
    [[nodiscard]] RunPanel *panel() const { return m_panel; }

    void showPanel();
    void hidePanel();

    void save(QJsonObject &state) const;
    void restore(const QJsonObject &state);

private:
    MigrationList *m_list;
    MigrationDetail *m_detail;
    RunPanel *m_panel;
    QSplitter *m_right;
};

} // namespace howdah::ui
