// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/jsonindex.h"

#include <QAbstractItemModel>

#include <memory>

namespace howdah::ui {

// A JSON text as a tree. Nodes are made as they are opened; a container with more than two hundred children shows them
// in groups of a hundred, so that no level is long. Values are shown as they are spelled. A change is asked for as a
// replacement of the span that it concerns, and comes back as a new index.
class JsonTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, ValueColumn, ColumnCount };
    enum Role { KindRole = Qt::UserRole + 1, FromRole, ToRole, IsGroupRole, SpellingRole };

    explicit JsonTreeModel(QObject *parent = nullptr);
    ~JsonTreeModel() override;

    // nullptr: there is no tree, since the text is no JSON.
    void setJsonIndex(std::shared_ptr<const JsonIndex> index);
    [[nodiscard]] const std::shared_ptr<const JsonIndex> &jsonIndex() const { return m_index; }
    void setEditable(bool editable) { m_editable = editable; }

    // The rows that lead to it from the top, and back; what is no longer there ends the way.
    [[nodiscard]] QList<int> path(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex at(const QList<int> &path) const;
    // Takes the member or element out, with its comma.
    void removeNode(const QModelIndex &index);
    // Puts `null` behind the member or element, or as the last child into a container.
    void addNode(const QModelIndex &index);
    // $.items[3]."odd name"
    [[nodiscard]] QString jsonPath(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;

Q_SIGNALS:
    void replacementWanted(qint64 from, qint64 to, const QByteArray &bytes);
    void refused(const QString &why);

private:
    struct Item;
    [[nodiscard]] Item *itemAt(const QModelIndex &index) const;
    void populate(Item &item) const;
    [[nodiscard]] QString nameOf(const Item &item) const;
    [[nodiscard]] QString valueOf(const Item &item) const;

    std::shared_ptr<const JsonIndex> m_index;
    std::unique_ptr<Item> m_top; // its only child is the whole document
    bool m_editable = true;
};

} // namespace howdah::ui
