// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "value/valuetext.h"

#include <QAbstractItemView>
#include <QStyledItemDelegate>
#include <QTextLayout>

#include <memory>
#include <unordered_map>

namespace howdah::ui {

// Draws a column of a RecordModel: name and type on a line, the value beneath it, wrapped. A long value is laid out
// piece by piece where it is seen; what was not seen yet has an estimated height, put right when it comes into sight.
class RecordDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit RecordDelegate(QAbstractItemView *view);

    void setJsonLaidOut(bool on);
    [[nodiscard]] bool isJsonLaidOut() const { return m_jsonLaidOut; }
    // Other values came, or another font.
    void forget();

    // The place of the copy button within the rectangle of an item.
    [[nodiscard]] static QRect buttonRect(const QRect &item);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    struct Piece
    {
        TextPiece place;
        int height = 0;
        bool measured = false;
        std::unique_ptr<QTextLayout> layout; // while it is in sight
    };
    struct Row
    {
        int width = 0;
        bool prepared = false; // text and pieces are there
        bool word = false;     // the text stands for the value: NULL, empty, true, false
        bool muted = false;
        QString text;
        QString note; // beneath the text: that it is cut
        QString edit; // beneath that: what it was, or what is wrong with it
        std::vector<Piece> pieces;
        int height = 0; // of all pieces
    };

    [[nodiscard]] int textWidth() const;
    [[nodiscard]] int estimatedHeight(const QByteArray &value, int width) const;
    Row &rowOf(const QModelIndex &index) const;
    void prepare(Row &row, const QModelIndex &index) const;
    void layOut(Row &row, Piece &piece) const;
    void paintHead(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintNote(QPainter *painter, const QRect &line, const QString &text, const QPalette &palette) const;
    void paintEdit(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintText(QPainter *painter, const QRect &area, const QPalette &palette, Row &row) const;
    void announce() const;
    void dropUnseen(const QModelIndex &painted) const;

    QAbstractItemView *m_view;
    bool m_jsonLaidOut = false;
    mutable bool m_announced = false;
    mutable std::unordered_map<int, Row> m_rows;
};

} // namespace howdah::ui
