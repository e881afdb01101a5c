"""Plans made public: the plan folder, Excel manifests, GeoJSON and maps."""
