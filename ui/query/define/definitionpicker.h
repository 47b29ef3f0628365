// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "operations/define/definitions.h"

#include <QAbstractListModel>

class QLineEdit;
class QListView;

namespace howdah::ui {

// Definitions by their names, as far as all words that are searched are in them; those whose name begins so first.
class DefinitionListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit DefinitionListModel(QList<operations::DefinitionName> all, QObject *parent = nullptr);
    void search(const QString &words);
    [[nodiscard]] const operations::DefinitionName &at(int row) const { return m_all[m_found[row]]; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    const QList<operations::DefinitionName> m_all;
    QList<qsizetype> m_found;
};

// Which function, view or trigger is to be opened. UI thread.
class DefinitionPicker final : public DialogFrame
{
    Q_OBJECT
public:
    explicit DefinitionPicker(QList<operations::DefinitionName> all, QWidget *parent = nullptr);

Q_SIGNALS:
    void picked(const howdah::operations::DefinitionName &name);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void pick();
    void showFound();

    DefinitionListModel *m_model;
    QLineEdit *m_search;
    QListView *m_list;
    QLabel *m_nothing;
    QPushButton *m_accept;
};

} // namespace howdah::ui
