// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>

namespace howdah::ui {

// The row of tabs above what is open at once: the name of one that the next click replaces is in italics. A middle
// click or the button of a tab closes it, a double click pins it, dragging moves it. Who owns it says what is open. UI
// thread.
class TabStrip final : public QTabBar
{
    Q_OBJECT
public:
    struct Face
    {
        QString title;
        QString tip;
        bool isPreview = false;
        bool isEdited = false; // something is not saved
        bool operator==(const Face &) const = default;
    };

    explicit TabStrip(QWidget *parent = nullptr);

    void insert(int index, const Face &face);
    void setFace(int index, const Face &face);
    [[nodiscard]] const Face &face(int index) const { return m_faces[size_t(index)]; }
    void remove(int index);

Q_SIGNALS:
    void closeWanted(int index);
    void pinWanted(int index);
    void menuWanted(int index, const QPoint &globalPos);

protected:
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void dress(int index);

    std::vector<Face> m_faces;
    int m_middle = -1; // the tab that the middle button was pressed on
};

} // namespace howdah::ui
