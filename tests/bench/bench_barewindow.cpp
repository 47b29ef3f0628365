// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What any Qt program with a table costs until its first painted frame: the yardstick of bench_startup.
#include <QApplication>
#include <QMainWindow>
#include <QStandardItemModel>
#include <QTableView>
#include <QTimer>

class Window final : public QMainWindow
{
    void paintEvent(QPaintEvent *event) override
    {
        QMainWindow::paintEvent(event);
        QTimer::singleShot(0, qApp, &QCoreApplication::quit);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QStandardItemModel model(100, 5);
    auto *view = new QTableView;
    view->setModel(&model);
    Window window;
    window.setCentralWidget(view);
    window.resize(1280, 800);
    window.show();
    return QApplication::exec();
}
