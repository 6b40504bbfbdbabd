# The Debian package: ./dev package. What it holds is tested in tests/apps/package_test.cpp.
include(GNUInstallDirs)

add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/printgauge.1.gz
  COMMAND printgauge man > ${CMAKE_BINARY_DIR}/printgauge.1
  COMMAND gzip -9nf ${CMAKE_BINARY_DIR}/printgauge.1
  DEPENDS printgauge
  COMMENT "Writing the man page")
add_custom_target(man_page DEPENDS ${CMAKE_BINARY_DIR}/printgauge.1.gz)

set(PG_PACKAGING ${CMAKE_CURRENT_LIST_DIR})
install(TARGETS printgauge RUNTIME DESTINATION bin)
if(TARGET printgauge_python)  # for Debian's own Python
  install(TARGETS printgauge_python LIBRARY DESTINATION lib/python3/dist-packages)
  install(FILES apps/python/printgauge.pyi DESTINATION lib/python3/dist-packages)
endif()
install(DIRECTORY ${CMAKE_BINARY_DIR}/web DESTINATION share/printgauge OPTIONAL)  # where ./dev page built it
install(FILES ${CMAKE_BINARY_DIR}/printgauge.1.gz DESTINATION share/man/man1)
install(FILES LICENSE DESTINATION share/doc/printgauge RENAME copyright)
install(FILES CHANGELOG.md docs/how-to/watch.md docs/how-to/install.md DESTINATION share/doc/printgauge)
install(PROGRAMS ${PG_PACKAGING}/slicer/PrintgaugeMeasure DESTINATION share/printgauge/slicer)
install(FILES ${PG_PACKAGING}/printgauge.toml DESTINATION /etc/printgauge)
install(FILES ${PG_PACKAGING}/printgauge.service DESTINATION /lib/systemd/system)
install(FILES ${PG_PACKAGING}/sysusers.conf DESTINATION lib/sysusers.d RENAME printgauge.conf)

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON)  # for what goes to /etc and /lib
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME printgauge)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "printgauge maintainers <maintainers@printgauge.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "measures the 3D-printing model files of a hospital")
set(CPACK_PACKAGE_DESCRIPTION "Reads STL, OBJ, 3MF, PLY and DICOM models, measures what printing needs to know
and keeps a case record of it, from a folder that it watches.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "fonts-dejavu-core, passwd")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql, python3, python3-numpy")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PG_PACKAGING}/postinst ${PG_PACKAGING}/prerm
    ${PG_PACKAGING}/postrm ${PG_PACKAGING}/conffiles)
include(CPack)
