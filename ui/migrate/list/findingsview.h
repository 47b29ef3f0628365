// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "migration/lint/lint.h"

#include <QAbstractTableModel>
#include <QWidget>

class QLabel;
class QPushButton;
class QTreeView;

namespace howdah::ui {

[[nodiscard]] Tone toneOf(migration::Severity severity);
[[nodiscard]] QString severityWord(migration::Severity severity);

// What the checks found, the gravest first. UI thread.
class FindingModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Severity, Place, Message, ColumnCount };
    enum Role { SeverityRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setFindings(std::vector<migration::Finding> findings);
    [[nodiscard]] const migration::Finding &finding(int row) const { return m_findings[size_t(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<migration::Finding> m_findings;
};

// A list of findings and, beneath it, all about the chosen one: what waits, why it hurts, what to do, and a button that
// does it where an edit of the file can.
class FindingsView final : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsView(QWidget *parent = nullptr);

    void setFindings(std::vector<migration::Finding> findings);
    // Edits are offered only where something takes them.
    void setRewritable(bool rewritable);
    [[nodiscard]] int count() const { return m_model.rowCount(); }
    [[nodiscard]] QTreeView *list() const { return m_list; }

Q_SIGNALS:
    void rewriteRequested(const howdah::migration::Finding &finding);
    void placeRequested(const howdah::migration::Finding &finding); // show it in its file

private:
    void showCurrent();

    FindingModel m_model;
    QTreeView *m_list;
    QLabel *m_text;
    QPushButton *m_rewrite;
    bool m_rewritable = false;
};

} // namespace howdah::ui
